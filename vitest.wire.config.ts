import { defineConfig } from 'vitest/config'

/** Tests against the emulators that scripts/test-wire.ts starts, and the same contracts on the simulated region beside them. */
export default defineConfig({
  test: {
    include: ['test/wire/**/*.spec.ts', 'test/contract/simulated-region.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    // What is waited for is told line by line.
    disableConsoleIntercept: true,
    reporters: ['default'],
  },
})
