// The lifecycle of an instance as the user guide draws it (ec2-auto-scaling-lifecycle.md, warm-pool-instance-lifecycle.md,
// lifecycle-hooks.md), written down here once more, so that the simulator's own table is not its own judge.

const launching = ['Pending', 'Pending:Wait', 'Pending:Proceed']
const terminating = ['Terminating', 'Terminating:Wait', 'Terminating:Proceed']
const poolLaunching = ['Warmed:Pending', 'Warmed:Pending:Wait', 'Warmed:Pending:Proceed']
const poolTerminating = ['Warmed:Terminating', 'Warmed:Terminating:Wait', 'Warmed:Terminating:Proceed']
const prepared = ['Warmed:Stopped', 'Warmed:Running']

/** `born` stands for not existing yet. */
export const born = 'born'

/** Beginning and end of one change of state. */
type Step = readonly [string, string]

const documented: readonly Step[] = [
  // A launch, its hooks, and what can go wrong with it.
  [born, 'Pending'],
  ...chain([...launching, 'InService']),
  ['Pending', 'InService'],
  ...launching.map((state): Step => [state, 'Terminating']),
  // In service until it is scaled in, put on standby, detached, or returned to the pool.
  ['InService', 'Terminating'],
  ...chain(['InService', 'EnteringStandby', 'Standby', 'Pending']),
  ...chain(['InService', 'Detaching', 'Detached', 'Pending']),
  ['InService', 'Warmed:Pending'],
  ...['EnteringStandby', 'Standby', 'Detaching'].map((state): Step => [state, 'Terminating']),
  ...chain([...terminating, 'Terminated']),
  ['Terminating', 'Terminated'],
  ...chain(['Terminating:Wait', 'Terminating:Retained', 'Terminated']),
  // The warm pool: in, its hooks, out again or terminated.
  [born, 'Warmed:Pending'],
  ...chain(poolLaunching),
  ...prepared.flatMap((state): Step[] => [
    ['Warmed:Pending', state],
    ['Warmed:Pending:Proceed', state],
    [state, 'Pending'],
    [state, 'Warmed:Terminating'],
  ]),
  ...poolLaunching.map((state): Step => [state, 'Warmed:Terminating']),
  ...chain(['Warmed:Pending:Wait', 'Warmed:Pending:Retained', 'Warmed:Terminated']),
  ...chain([...poolTerminating, 'Warmed:Terminated']),
  ['Warmed:Terminating', 'Warmed:Terminated'],
  ...chain(['Warmed:Terminating:Wait', 'Warmed:Terminating:Retained', 'Warmed:Terminated']),
]

/** States in which an instance may be for no time at all: hooks proceed, lead times are 0, what is prepared is drawn at once. */
const passing = new Set([
  ...prepared,
  ...documented.map(([from]) => from).filter(state => /^(Warmed:)?(Pending|Terminating)/.test(state)),
])

const reachable = new Map<string, Set<string>>()
for (const [from] of documented) reachable.set(from, closure(from))

/** Whether an instance may be seen in one state and then in the other, with nothing but passing states between. */
export function mayFollow(from: string, to: string): boolean {
  return reachable.get(from)?.has(to) === true
}

export function isDocumentedState(state: string): boolean {
  return documented.some(step => step.includes(state))
}

function chain(states: readonly string[]): Step[] {
  return states.slice(1).map((state, index): Step => [states[index], state])
}

function closure(from: string): Set<string> {
  const found = new Set<string>()
  const queue = [from]
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    for (const [begin, end] of documented) {
      if (begin !== state || found.has(end)) continue
      found.add(end)
      if (passing.has(end)) queue.push(end)
    }
  }
  return found
}
