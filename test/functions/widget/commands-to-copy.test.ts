import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeProgram } from '../../../functions/operate/cli/program.ts'
import { allGroupsCommands, groupCommands } from '../../../functions/widget/commands-to-copy.ts'

const begin = ['npm', 'run', 'penumbra', '--']

/** What a shell makes of a line: the words of a command that prints each of its arguments, ended by NUL. */
function wordsOf(line: string): string[] {
  const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
  return printed.split('\0').slice(0, -1)
}

/** What the command line asks of the API when that line is pasted into a shell. */
async function askedBy(line: string): Promise<unknown> {
  const asked: unknown[] = []
  const words = wordsOf(line)
  expect(words.slice(0, begin.length)).toEqual(begin)
  const program = makeProgram(async (name, input) => {
    asked.push([name, input])
  })
  await program.parseAsync(words.slice(begin.length), { from: 'user' })
  expect(asked).toHaveLength(1)
  return asked[0]
}

describe('a command to copy', () => {
  it.each([
    ['freeze', ['SetMode', { mode: 'freeze', reason: 'WHY' }]],
    ['restore', ['SetMode', { mode: 'restore', reason: 'WHY' }]],
    ['run', ['SetMode', { mode: 'run', reason: 'WHY' }]],
    ['groups', ['ListGroups', {}]],
  ] as const)('is one that the command line knows: %s', async (name, asked) => {
    expect(await askedBy(allGroupsCommands[name])).toEqual(asked)
  })

  it.each(['web', 'a b', "it's", '-rf', '--json', '$(reboot)', '<b>"&"</b>', 'line\nbreak'])(
    'orders of a group what it says, whatever the group is called: %s',
    async autoScalingGroupName => {
      const commands = groupCommands(autoScalingGroupName)
      expect(await askedBy(commands.pause)).toEqual(['PauseGroup', { autoScalingGroupName, reason: 'WHY' }])
      expect(await askedBy(commands.resume)).toEqual(['ResumeGroup', { autoScalingGroupName }])
      expect(await askedBy(commands.explain)).toEqual(['ExplainDecisions', { autoScalingGroupName, limit: 10 }])
      expect(await askedBy(commands.report)).toEqual(['GetObserveReport', { autoScalingGroupName }])
      expect(await askedBy(commands.doctor)).toEqual(['GetDoctorReport', { autoScalingGroupName }])
    },
  )

  it('ends with the name of the group as one word of a shell', () => {
    const anyName = fc.string({
      unit: fc.constantFrom("'", '"', '\\', '$', '`', '!', '*', '~', ' ', '\n', ';', '#', '-', 'a', 'é'),
      minLength: 1,
      maxLength: 20,
    })
    fc.assert(
      fc.property(anyName, name => {
        expect(wordsOf(groupCommands(name).doctor).at(-1)).toBe(name)
      }),
      { numRuns: 40 },
    )
  })
})
