import { vi } from 'vitest'

/** The JSON lines that `act` writes on standard output or standard error; Lambda collects both. */
export function jsonLinesOf(act: () => void): Record<string, unknown>[] {
  const lines: string[] = []
  const writes = [process.stdout, process.stderr].map(stream =>
    vi.spyOn(stream, 'write').mockImplementation(chunk => lines.push(String(chunk)) > 0),
  )
  try {
    act()
  } finally {
    for (const write of writes) write.mockRestore()
  }
  return lines
    .join('')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
}
