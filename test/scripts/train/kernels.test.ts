import { describe, expect, it } from 'vitest'
import { Arena, compileKernels } from '../../../scripts/train/kernels.ts'
import { RandomStream } from '../../../simulator/kernel/random.ts'

async function arenaWith(...sizes: number[]) {
  const arena = new Arena(await compileKernels())
  const random = new RandomStream(11, 'kernels')
  const addresses = sizes.map(size => arena.allocate(size))
  for (const [i, size] of sizes.entries()) {
    const view = arena.view(addresses[i], size)
    for (let at = 0; at < size; at++) view[at] = random.normal()
  }
  return { arena, addresses, scratch: arena.allocate(100_000) }
}

describe('kernels', () => {
  it.each([
    [6, 8, 5],
    [1, 1, 1],
    [13, 19, 7],
    [12, 24, 64],
    [5, 9, 33],
  ])('multiply %d × %d matrices over %d steps as plain loops do', async (m, n, k) => {
    const { arena, addresses, scratch } = await arenaWith(m * k, k * n, m * n)
    const [left, right, sums] = addresses
    const [a, b, before] = [arena.view(left, m * k), arena.view(right, k * n), arena.view(sums, m * n).slice()]
    arena.kernels.multiplyAdd(m, n, k, left, k, 1, right, sums, scratch)
    const got = arena.view(sums, m * n)
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let wanted = before[i * n + j]
        for (let step = 0; step < k; step++) wanted += a[i * k + step] * b[step * n + j]
        expect(got[i * n + j]).toBeCloseTo(wanted, 4)
      }
    }
  })

  it('read the left matrix as its transpose when the strides say so', async () => {
    const { arena, addresses, scratch } = await arenaWith(6, 4, 6)
    const [left, right, sums] = addresses
    arena.view(left, 6).set([1, 2, 3, 4, 5, 6])
    arena.view(right, 4).set([1, 10, 100, 1000])
    arena.view(sums, 6).fill(0)
    arena.kernels.multiplyAdd(3, 2, 2, left, 1, 3, right, sums, scratch)
    // [1 2 3; 4 5 6]ᵀ · [1 10; 100 1000]
    expect([...arena.view(sums, 6)]).toEqual([401, 4010, 502, 5020, 603, 6030])
  })

  it('transpose, fill, rectify and sum', async () => {
    const { arena, addresses } = await arenaWith(6, 6, 3)
    const [a, b, row] = addresses
    const { kernels } = arena
    arena.view(a, 6).set([1, -2, 3, -4, 5, -6])
    kernels.transpose(2, 3, a, b)
    expect([...arena.view(b, 6)]).toEqual([1, -4, -2, 5, 3, -6])
    kernels.rectify(6, b)
    expect([...arena.view(b, 6)]).toEqual([1, 0, 0, 5, 3, 0])
    kernels.rectifyGradient(6, b, a)
    expect([...arena.view(a, 6)]).toEqual([1, 0, 0, -4, 5, 0])
    arena.view(row, 3).fill(1)
    kernels.addRows(2, 3, a, row)
    expect([...arena.view(row, 3)]).toEqual([-2, 6, 1])
    kernels.fillRows(2, 3, row, a)
    expect([...arena.view(a, 6)]).toEqual([-2, 6, 1, -2, 6, 1])
    expect(kernels.squares(3, row)).toBe(41)
  })

  it('take one step of AdamW as its authors define it', async () => {
    const { arena, addresses } = await arenaWith(4, 4, 4, 4)
    const [weights, gradient, mean, square] = addresses
    arena.view(weights, 4).set([1, 2, 3, 4])
    arena.view(gradient, 4).set([2, -4, 0, 8])
    arena.view(mean, 4).fill(0)
    arena.view(square, 4).fill(0)
    arena.kernels.adam(4, weights, gradient, mean, square, 0.1, 0.5, 0.5, 1 - 0.9, 1 - 0.999)
    // In the first step both corrections undo the start at zero: m/(1−0.9) = g and v/(1−0.999) = g², so that each weight
    // goes 0.1 against the sign of its gradient, after it has shrunk by 0.1 · 0.5.
    const wanted = [0.95 - 0.1, 1.9 + 0.1, 2.85, 3.8 - 0.1]
    for (const [i, weight] of arena.view(weights, 4).entries()) expect(weight).toBeCloseTo(wanted[i], 4)
    expect(arena.view(mean, 4)[3]).toBeCloseTo(0.1 * 8 * 0.5, 5)
  })
})
