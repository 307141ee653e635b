import { execFileSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { folderOf } from './set-up.ts'

const example = resolve(import.meta.dirname, '../../examples/better-t-stack')
/** Ours, or with the day on which it was written. */
const own = ['README.md', 'bts.jsonc']
const dependency = { theirs: '"@polar-sh/better-auth": "^1.8.4"', ours: '"@verge/better-auth": "^0.1.0"' }

test('better-t-stack: is what the commands of its README make', () => {
  const [, commands = ''] = /```sh\n(.*?)```/s.exec(readFileSync(join(example, 'README.md'), 'utf8'))!
  const folder = mkdtempSync(join(tmpdir(), 'verge-generated-'))
  const env = {
    ...process.env,
    PATH: `${join(folderOf()!, 'node_modules/.bin')}:${process.env.PATH}`,
    BTS_TELEMETRY_DISABLED: '1',
  }
  execFileSync('sh', ['-ec', commands.replace('npx verge', 'verge')], { cwd: folder, env })
  const files = globSync('**/*', { cwd: example, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(example.length + 1))
    .filter((file) => !own.includes(file) && !/node_modules|\.env$|\.gen\.ts$|\/env\.ts$/.test(file))
  expect(files.length).toBeGreaterThan(40)
  for (const file of files) {
    const made = readFileSync(join(folder, 'better-t-stack', file), 'utf8')
    const text = file.endsWith('package.json') ? made.replace(dependency.theirs, dependency.ours) : made
    expect(readFileSync(join(example, file), 'utf8'), file).toBe(text)
  }
})
