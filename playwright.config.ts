import { defineConfig } from '@playwright/test'
import { chromiumArgs, chromiumPath } from './test/browser/chromium.ts'

export default defineConfig({
  testDir: 'test/browser',
  // Every spec walks the lives of the same demo customers, one after the other; each worker has them to itself. One more than
  // most machines of CI have cores, because a walk often waits for the next page.
  workers: 3,
  fullyParallel: false,
  timeout: 30_000,
  expect: { timeout: 5_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/browser.json' }]],
  outputDir: 'test-results/browser',
  globalSetup: './test/browser/start-verge.ts',
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: chromiumPath(), args: chromiumArgs },
    locale: 'en-US',
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'with scripts', testMatch: /.*\.spec\.ts/, use: { javaScriptEnabled: true } },
    // Verge itself is a React app; the portal and the checkout are complete without scripts.
    {
      name: 'without scripts',
      testMatch: /browser\/portal\/.*\.spec\.ts/,
      use: { javaScriptEnabled: false },
    },
  ],
})
