import { defineConfig } from 'vitest/config'

/** Tests in a real browser; scripts/find-chromium.ts says which. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.spec.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A browser on a busy machine takes its time; what is waited for comes or does not.
    expect: { poll: { timeout: 20_000 } },
    // Two browsers at once are slower than one after the other on two cores.
    fileParallelism: false,
    reporters: ['default'],
  },
})
