/** An Auto Scaling group as AWS describes it, reduced to what decisions need. */
export interface ObservedGroup {
  readonly name: string
  readonly tags: Readonly<Record<string, string>>
  readonly minSize: number
  readonly maxSize: number
  readonly desiredCapacity: number
  readonly inService: number
  readonly pending: number
  /** On their way out and still paid. */
  readonly terminating: number
  readonly instanceType: string | undefined
  readonly targetGroupArns: readonly string[]
  readonly suspendedProcesses: readonly string[]
  /** Set when another AWS service manages the group; such groups are left alone. */
  readonly operator: string | undefined
}
