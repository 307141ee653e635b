import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

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
  if (isDebian() && process.getuid?.() === 0) {
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit' })
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      stdio: 'inherit',
    })
    return
  }
  execFileSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'inherit' })
}

function isDebian(): boolean {
  return (
    existsSync('/etc/os-release') && /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'))
  )
}
