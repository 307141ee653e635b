import { defineConfig } from '@playwright/test'
import { chromiumArgs, chromiumPath } from './test/browser/chromium.ts'

export default defineConfig({
  testDir: 'test/browser',
  // Every spec walks the lives of the same demo customers, one after the other.
  workers: 1,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/browser.json' }]],
  globalSetup: './test/browser/start-verge.ts',
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: chromiumPath(), args: chromiumArgs },
    locale: 'en-US',
    trace: 'retain-on-failure',
  },
})
