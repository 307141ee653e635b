import { spawnSync } from 'node:child_process'
import { installDebianPackage } from './debian.ts'

/** Reads what stands in a PDF; the tests that need it are skipped where it can't be had. */
export function installPoppler(): void {
  if (spawnSync('pdftotext', ['-v']).error) installDebianPackage('poppler-utils')
}
