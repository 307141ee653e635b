import { defineConfig } from '@playwright/test'
import { chromiumArgs, chromiumPath } from '../browser/chromium.ts'

export default defineConfig({
  testDir: '.',
  // While one app compiles its page, the other is clicked through.
  workers: 2,
  fullyParallel: true,
  timeout: 600_000,
  // A page of an app in development is compiled when it is first asked for, beside all else that is tested.
  expect: { timeout: 60_000 },
  reporter: [['list'], ['json', { outputFile: '../../test-results/examples.json' }]],
  outputDir: '../../test-results/examples',
  globalSetup: './set-up.ts',
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: chromiumPath(), args: chromiumArgs },
    actionTimeout: 30_000,
    locale: 'en-US',
    screenshot: 'only-on-failure',
  },
})
