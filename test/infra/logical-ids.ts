// A logical id begins with the construct's path.
import { Match } from 'aws-cdk-lib/assertions'

export const startsWith = (path: string) => Match.stringLikeRegexp(`^${path}`)
export const ref = (path: string) => ({ Ref: startsWith(path) })
export const arnOf = (path: string) => ({ 'Fn::GetAtt': [startsWith(path), 'Arn'] })
