import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { installDebianPackage } from '../debian.ts'

const systemChromium = '/usr/bin/chromium'

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

/** Debian's Chromium where it is, or can be installed; otherwise the browser that Playwright brings. */
export function chromiumPath(): string | undefined {
  return existsSync(systemChromium) ? systemChromium : undefined
}

export function installChromium(): void {
  if (chromiumPath()) return
  if (installDebianPackage('chromium')) return
  execFileSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'inherit' })
}
