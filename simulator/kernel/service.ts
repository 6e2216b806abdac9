// What every simulated service has in common: named operations that take the SDK's input and give the SDK's output.

export interface CallContext {
  /** Virtual epoch milliseconds at which the call arrives. */
  readonly nowMs: number
  /** Function (or 'team', 'operator') on whose behalf the call is made. */
  readonly caller: string
}

export type Operation<Input, Output> = (input: Input, context: CallContext) => Omit<Output, '$metadata'>

/** A service registers its operations under the command's name without "Command": `DescribeAutoScalingGroups`. */
export interface SimulatedService {
  /** The SDK client's name without "Client": `AutoScaling`, `CloudWatch`, `DynamoDB`, `Lambda`, `SNS`, `SSM`, `ElasticLoadBalancingV2`, `Scheduler`. */
  readonly name: string
  readonly operations: Readonly<Record<string, Operation<never, object>>>
}

type ExceptionClass<E> = new (options: {
  name: string
  $fault: 'client' | 'server'
  message: string
  $metadata: { httpStatusCode: number }
}) => E

/** An error that the SDK does not model (`ValidationError`, `Throttling`): the service's base exception under that name. */
export function unmodelledError<E>(Base: ExceptionClass<E>, name: string, message: string, httpStatusCode = 400): E {
  const fault = httpStatusCode >= 500 ? 'server' : 'client'
  return new Base({ name, $fault: fault, message, $metadata: { httpStatusCode } })
}
