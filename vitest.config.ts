import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig } from 'vitest/config'
import { olderBetterAuth } from './test/better-auth-1.6/installed.ts'
import { LongFirst } from './test/long-first.ts'

const elsewhere = [...configDefaults.exclude, '**/dist/**', 'test/browser/**', 'test/examples/**']
/** A module is another one here: nobody may have loaded it before, and nobody may find it so afterwards. */
const alone = ['test/docs/running/on-a-server.test.ts']
const setupFiles = ['test/world/lend-books.ts']

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    // One more than there are cores, because many tests wait for a process, a disk or a clock.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Loading the product takes longer than most files: one process runs many of them, and they leave nothing behind.
    isolate: false,
    sequence: { sequencer: LongFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: ['packages', 'apps', 'test', 'bench'].map((room) => `${room}/**/*.test.{ts,tsx}`),
          exclude: [...elsewhere, ...alone, 'test/better-auth-1.6/**'],
          setupFiles,
        },
      },
      { extends: true, test: { name: 'alone', include: alone, setupFiles, isolate: true } },
      {
        extends: true,
        plugins: [olderBetterAuth()],
        test: {
          name: 'Better Auth 1.6',
          include: ['packages/better-auth/src/**/*.test.ts', 'test/better-auth-1.6/*.test.ts'],
          // Bundled by itself, and so without what stands in the place of 1.7.
          exclude: [...elsewhere, '**/web-only.test.ts'],
        },
      },
    ],
  },
})
