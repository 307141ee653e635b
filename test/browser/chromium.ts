import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { installDebianPackage } from '../debian.ts'

/** Without the parts that draw windows, which takes half of the time. */
const headlessShell = '/usr/bin/chromium-headless-shell'

/** The whole of it, which alone delivers what pages report. */
const wholeBrowser = '/usr/bin/chromium'

/** Flags under which Chromium runs as root and asks nothing of the network. */
export const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Debian's where it is, or can be installed; otherwise the browser that Playwright brings. */
export function chromiumPath(): string | undefined {
  return existsSync(headlessShell) ? headlessShell : undefined
}

export function wholeChromiumPath(): string | undefined {
  return existsSync(wholeBrowser) ? wholeBrowser : undefined
}

export function installChromium(): void {
  if (chromiumPath() && wholeChromiumPath()) return
  if (installDebianPackage('chromium-headless-shell', 'chromium')) return
  execFileSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'inherit' })
}
