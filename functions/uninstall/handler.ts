import { z } from 'zod'
import { largestResponseBytes, type StackResponse, type StackResponses } from '../../shared/aws/stack-response.ts'
import { explainFailure, fitting } from './explain-failure.ts'
import { type RestoreDependencies, restoreEverything } from './restore-everything.ts'

export interface UninstallDependencies extends RestoreDependencies {
  readonly responses: StackResponses
  readonly modeParameterName: string
  readonly tagPrefix: string
}

/** What CloudFormation sends; an unknown type of request is answered as well, since CloudFormation waits for an answer. */
const requestSchema = z.object({
  RequestType: z.string(),
  // CloudFormation's own is never anything else; whoever invokes the function by hand has no other use of it.
  ResponseURL: z.string().startsWith('https://'),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  PhysicalResourceId: z.string().min(1).default('penumbra-uninstall'),
})

type Request = z.output<typeof requestSchema>

interface Context {
  getRemainingTimeInMillis(): number
}

/** Restores every group when the custom resource is deleted; whatever happens, CloudFormation gets its answer. */
export function makeHandler(deps: UninstallDependencies) {
  return async (event: unknown, context: Context): Promise<{ status: StackResponse['Status'] }> => {
    const request = requestSchema.parse(event)
    const response = await answer(deps, request, context).catch(error => {
      deps.log.error('not uninstalled', { error })
      return failed(request, `Penumbra could not restore its groups: ${error instanceof Error ? error.message : error}`)
    })
    await deps.responses.put(request.ResponseURL, response)
    return { status: response.Status }
  }
}

/** Only a deletion asks for anything. */
async function answer(deps: UninstallDependencies, request: Request, context: Context): Promise<StackResponse> {
  if (request.RequestType !== 'Delete') return respond(request, 'SUCCESS', `nothing to do on ${request.RequestType}`)
  const { modeParameterName, tagPrefix } = deps
  const result = await restoreEverything(deps, () => context.getRemainingTimeInMillis())
  if (result.held.length === 0) return respond(request, 'SUCCESS', 'every group has been given back what it had')
  const [, , , region] = request.StackId.split(':')
  const failure = { ...result, modeParameterName, tagPrefix, region, logicalResourceId: request.LogicalResourceId }
  return failed(request, explainFailure(failure, bytesForReason(request)))
}

function failed(request: Request, reason: string): StackResponse {
  return respond(request, 'FAILED', fitting(reason, bytesForReason(request)))
}

function respond(
  { PhysicalResourceId, StackId, RequestId, LogicalResourceId }: Request,
  Status: StackResponse['Status'],
  Reason: string,
): StackResponse {
  return { Status, Reason, PhysicalResourceId, StackId, RequestId, LogicalResourceId }
}

function bytesForReason(request: Request): number {
  return largestResponseBytes - Buffer.byteLength(JSON.stringify(respond(request, 'SUCCESS', '')))
}
