import { afterEach, beforeEach, expect, it } from 'vitest'
import { ask, command, newFolder, removeFolder } from '../../../test/backup/parts.ts'
import { startEmbeddedPostgres } from '@verge/server/db/embedded'
import { migrate } from '@verge/server/db/migrate'

let folder: string
beforeEach(() => void (folder = newFolder()))
afterEach(() => removeFolder(folder))

it('verge parked tells what nobody tries any more and why, and verge release lets it go on', async () => {
  const postgres = await startEmbeddedPostgres({ dataDirectory: folder })
  await migrate(postgres.config)
  await ask(
    postgres.config,
    `INSERT INTO verge_billing.due_work (kind, subject_id, due_at, parked_at, parked_reason, modified_at)
     VALUES ('period_end', '00000000-0000-4000-8000-000000000001', '2027-02-28T12:00:00Z', '2027-05-01', 'Much too late.', '2027-05-01')`,
  )
  await postgres.stop()
  const run = (word: string) => command([word], { VERGE_DATA_DIR: folder, DATABASE_URL: '' }).ended

  const told = await run('parked')
  expect(told).toEqual({
    code: 0,
    said: 'period_end 00000000-0000-4000-8000-000000000001, due 2027-02-28T12:00:00.000Z: Much too late.\n',
  })
  expect((await run('release')).said).toContain('1 let go on')
  expect((await run('parked')).said).toBe('Nothing is parked.\n')
  expect((await run('nonsense')).code).toBe(64)
}, 60_000)
