import { spawnSync } from 'node:child_process'
import { installDebianPackage } from '../debian.ts'

/** Stand in front of the portal as the manual sets them up; the tests that need them are skipped where they can't be had. */
export function installProxies(): void {
  if (spawnSync('nginx', ['-v']).error || spawnSync('caddy', ['version']).error)
    installDebianPackage('nginx-light', 'caddy')
}
