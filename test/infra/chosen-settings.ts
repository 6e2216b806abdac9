// One deployment in which nothing is left at its default, as somebody would give it with `-c`.
export const keyArn = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'
export const boundaryArn = 'arn:aws:iam::123456789012:policy/boundary'
export const instanceRoleArn = 'arn:aws:iam::123456789012:role/web-server'

export const chosenSettings = {
  alertEmail: 'oncall@example.com,lead@example.com',
  permissionsBoundary: boundaryArn,
  kmsKeyArn: keyArn,
  logRetentionDays: '90',
  tagPrefix: 'acme',
  passRoleArns: instanceRoleArn,
  mode: 'freeze',
}
