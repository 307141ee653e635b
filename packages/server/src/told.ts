import { BackupRefused } from './db/backup/refused.ts'
import { DataDirectoryHeld, DataDirectoryUnusable } from './db/data-directory.ts'
import { DataOfAnotherMajor, EmbeddedUnusable } from './db/embedded.ts'
import { SchemaRefused } from './db/migrate.ts'
import { whyNoDatabase } from './db/readiness.ts'
import { NodeTooOld } from './node-version.ts'
import { BrandProblem } from './portal/brand/brands.ts'
import { SettingProblem } from './settings.ts'

const toldInWords = [
  BackupRefused,
  BrandProblem,
  DataDirectoryHeld,
  DataDirectoryUnusable,
  DataOfAnotherMajor,
  EmbeddedUnusable,
  NodeTooOld,
  SchemaRefused,
  SettingProblem,
]

/** What whoever starts Verge can mend, in one line; null for anything else, which is shown whole. */
export function wordsFor(error: unknown): string | null {
  if (toldInWords.some((one) => error instanceof one)) return (error as Error).message
  const { code, port } = error as { code?: string; port?: number }
  if (code === 'EADDRINUSE')
    return `Port ${port} is in use. Stop what listens there, or set PORT and PORTAL_PORT to other ports.`
  const why = whyNoDatabase(error)
  return why && `${why} DATABASE_URL says where it is looked for.`
}
