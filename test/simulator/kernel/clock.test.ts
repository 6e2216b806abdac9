import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../../simulator/kernel/clock.ts'

const startMs = Date.UTC(2026, 2, 2)

/** A clock at time 0, and what was noted with the virtual time of the note. */
function journal() {
  const clock = new VirtualClock(0)
  const notes: string[] = []
  const note = (text: string): void => {
    notes.push(`${clock.now()} ${text}`)
  }
  return { clock, notes, note }
}

describe('the virtual clock', () => {
  it('stands at its start until it is run, then at the time it was run to', async () => {
    const clock = new VirtualClock(startMs)
    expect(clock.now()).toBe(startMs)
    await clock.runUntil(startMs + 5)
    expect(clock.now()).toBe(startMs + 5)
    await clock.runUntil(startMs)
    expect(clock.now()).toBe(startMs + 5)
  })

  it('runs events by time, and those of equal times in the order of their making', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(20), { maxLength: 60 }), async times => {
        const clock = new VirtualClock(0)
        const ran: number[] = []
        times.forEach((timeMs, index) => {
          clock.at(timeMs, () => {
            expect(clock.now()).toBe(timeMs)
            ran.push(index)
          })
        })
        await clock.runUntil(20)
        // Array.prototype.sort is stable, so equal times stay in the order of their index.
        expect(ran).toEqual(times.map((_, index) => index).sort((a, b) => times[a] - times[b]))
      }),
    )
  })

  it('runs what lies at its end, and keeps what lies after it', async () => {
    const { clock, notes, note } = journal()
    clock.at(10, () => note('at the end'))
    clock.at(11, () => note('after it'))
    await clock.runUntil(10)
    expect(notes).toEqual(['10 at the end'])
    await clock.runUntil(11)
    expect(notes).toEqual(['10 at the end', '11 after it'])
  })

  it('runs an event of the past at once, after those that already wait for this instant', async () => {
    const { clock, notes, note } = journal()
    clock.at(10, () => {
      note('first')
      clock.at(3, () => note('asked for the past'))
    })
    clock.at(10, () => note('second'))
    await clock.runUntil(10)
    expect(notes).toEqual(['10 first', '10 second', '10 asked for the past'])
  })

  it('repeats an event every period from its first time on', async () => {
    const clock = new VirtualClock(0)
    const times: number[] = []
    clock.every(60, 30, timeMs => {
      times.push(timeMs)
    })
    await clock.runUntil(210)
    expect(times).toEqual([30, 90, 150, 210])
  })
})

describe('a handler', () => {
  it('holds the clock until it is done, however many steps it awaits', async () => {
    const { clock, notes, note } = journal()
    clock.at(1, async () => {
      for (let step = 0; step < 5; step++) await Promise.resolve()
      note('slow handler')
    })
    clock.at(2, () => note('next event'))
    await clock.runUntil(2)
    expect(notes).toEqual(['1 slow handler', '2 next event'])
  })

  it('that sleeps lets others run meanwhile and wakes at its time', async () => {
    const { clock, notes, note } = journal()
    clock.at(1, async () => {
      note('asleep')
      await clock.sleep(10)
      note('awake')
      await Promise.resolve()
      note('done')
    })
    clock.at(5, () => note('meanwhile'))
    clock.at(12, () => note('afterwards'))
    await clock.runUntil(12)
    expect(notes).toEqual(['1 asleep', '5 meanwhile', '11 awake', '11 done', '12 afterwards'])
  })

  it('may sleep in several branches at once, each of which wakes at its own time', async () => {
    const { clock, notes, note } = journal()
    const branch = async (name: string, firstMs: number, secondMs: number) => {
      await clock.sleep(firstMs)
      note(`${name} once`)
      await clock.sleep(secondMs)
      note(`${name} twice`)
    }
    clock.at(0, async () => {
      await Promise.all([branch('a', 10, 30), branch('b', 20, 5), branch('c', 15, 15)])
      note('all')
    })
    clock.every(12, 12, timeMs => {
      if (timeMs <= 36) note('tick')
    })
    await clock.runUntil(100)
    expect(notes).toEqual([
      '10 a once',
      '12 tick',
      '15 c once',
      '20 b once',
      '24 tick',
      '25 b twice',
      '30 c twice',
      '36 tick',
      '40 a twice',
      '40 all',
    ])
  })

  it('that goes through a real timer when it wakes is waited for, whoever else is asleep', async () => {
    const { clock, notes, note } = journal()
    clock.at(1, async () => {
      await clock.sleep(100)
      note('long sleeper')
    })
    clock.at(2, async () => {
      await clock.sleep(10, { thenTimer: true })
      await new Promise(resolve => setTimeout(resolve, 0))
      note('through the timer')
      await clock.sleep(5)
      note('and on')
    })
    clock.every(1, 13, timeMs => {
      if (timeMs < 20) note('next event')
    })
    await clock.runUntil(200)
    expect(notes[0]).toBe('12 through the timer')
    expect(notes.indexOf('17 and on')).toBeLessThan(notes.indexOf('18 next event'))
    expect(notes.at(-1)).toBe('101 long sleeper')
  })

  it('still under way at the end of a run goes on in the next', async () => {
    const { clock, notes, note } = journal()
    clock.at(1, async () => {
      await clock.sleep(10)
      note('awake')
    })
    await clock.runUntil(5)
    expect(notes).toEqual([])
    await clock.runUntil(11)
    expect(notes).toEqual(['11 awake'])
  })
})

describe('an error in a handler', () => {
  const failure = new Error('broken handler')
  const failing: Record<string, (clock: VirtualClock) => void | Promise<void>> = {
    'thrown at once': () => {
      throw failure
    },
    'after an await': async () => {
      await Promise.resolve()
      throw failure
    },
    'after a sleep': async clock => {
      await clock.sleep(3)
      throw failure
    },
  }

  it.each(Object.keys(failing))('%s ends runUntil with that error, before the next event', async kind => {
    const { clock, notes, note } = journal()
    clock.at(1, () => failing[kind](clock))
    clock.at(9, () => note('must not run'))
    await expect(clock.runUntil(9)).rejects.toBe(failure)
    expect(notes).toEqual([])
  })
})
