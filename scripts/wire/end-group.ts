import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

const patienceMs = 3000

/** Ends a process that was started `detached`, and whatever it has started: politely, then by force. */
export async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return
  const ended = new Promise(resolve => child.once('exit', resolve))
  signalGroup(child.pid, 'SIGTERM')
  if (child.exitCode === null && child.signalCode === null) await Promise.race([ended, sleep(patienceMs)])
  signalGroup(child.pid, 'SIGKILL')
}

/** A group whose last process is gone is what was wanted. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {}
}
