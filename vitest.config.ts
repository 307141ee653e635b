import { configDefaults, defineConfig } from 'vitest/config'
import { olderBetterAuth } from './test/better-auth-1.6/installed.ts'

const elsewhere = [...configDefaults.exclude, '**/dist/**', 'test/browser/**', 'test/examples/**']

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    // Many tests wait for a process, a disk or a clock: half of the cores would stand idle.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: ['packages/**/*.test.{ts,tsx}', 'apps/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}'],
          exclude: [...elsewhere, 'test/better-auth-1.6/**'],
          setupFiles: ['test/world/lend-books.ts'],
        },
      },
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
