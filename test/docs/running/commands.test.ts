import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { snippets } from '../snippets.ts'
import { document as quickStart } from '../../packages/quick-start.ts'
import { snippetNamed } from './run.ts'

const root = resolve(import.meta.dirname, '../../..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')

/** Each command that the documents show, by how it begins; the file that runs it, and by which words it does. */
const ranBy: Record<string, [file: string, words: string]> = {
  'npm install': ['test/packages/published.test.ts', "'install',"],
  'npm test': ['package.json', '"test": "node --import tsx test/run.ts"'],
  'npm start': ['test/world/product.ts', "'start.ts'"],
  'npm run verge -- backup': ['test/backup/command.test.ts', "command(['backup', "],
  'npm run verge -- restore': ['test/backup/command.test.ts', "command(['restore', "],
  'npm run conformance --': ['test/conformance/conformance.test.ts', 'await judge(await openServer('],
  'npm uninstall': ['test/docs/running/commands.test.ts', "'npm uninstall @polar-sh/better-auth'"],
  'npx verge init': ['test/docs/running/commands.test.ts', 'ran(moving'],
  'npx verge pci-check': ['packages/cli/src/pci-check/pci-check.test.ts', "command(['pci-check', "],
  'npx verge doctor': ['packages/cli/src/dev/dev.test.ts', "verge(['doctor']"],
  'curl -X POST http://localhost:4000/v1/webhooks/endpoints': [
    'test/docs/running/on-a-server.ts',
    "'docs/webhooks.md, Listening'",
  ],
}

/** All but those that are run as they stand, one after the other. */
const shown = snippets().filter(
  ({ language, name }) => language === 'sh' && !name.startsWith(`${quickStart}, `),
)

it.each(shown.flatMap(({ where, code }) => commandsOf(code).map((command) => [where, command] as const)))(
  '%s shows a command that a test runs: %s',
  (_where, command) => {
    const start = Object.keys(ranBy).find((one) => command.startsWith(one))
    expect(start, `Nothing runs ${command}`).toBeDefined()
    const [file, words] = ranBy[start!]!
    expect(read(file)).toContain(words)
  },
)

it('names no script and no command that is not there', () => {
  const documents = ['*.md', 'docs/**/*.md', 'packages/*/README.md', 'release/**/*.md']
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const usage = read('packages/cli/src/main.ts')
  const missing = documents
    .flatMap((pattern) => globSync(pattern, { cwd: root }))
    .flatMap((file) => {
      const text = read(file)
      const named = [...text.matchAll(/\bnpm run ([\w:]+)/g)].map(([, name]) => name!)
      const called = [...text.matchAll(/\b(?:npx verge|npm run verge --) (\w[\w-]*)/g)].map(
        ([, name]) => name!,
      )
      return [
        ...named.filter((name) => !(name in scripts)).map((name) => `${file}: npm run ${name}`),
        ...called
          .filter((name) => !usage.includes(`  ${name.includes('-') ? `'${name}'` : name}: async`))
          .map((name) => `${file}: verge ${name}`),
      ]
    })
  expect(missing).toEqual([])
})

it('moves a project from @polar-sh/better-auth by the commands of the guide, and none before it is told to', () => {
  const project = mkdtempSync(join(tmpdir(), 'verge-moving-'))
  onTestFinished(() => rmSync(project, { recursive: true, force: true }))
  const { run: ran, asked } = shellIn(project)
  const before = `import { betterAuth } from 'better-auth'
import { polar, portal } from '@polar-sh/better-auth'
export const auth = betterAuth({ plugins: [polar({ client, use: [portal()] })] })
`
  const source = join(project, 'auth.ts')
  writeFileSync(source, before)
  const moving = commandsOf(snippetNamed('docs/guide/moving.md, Moving from @polar-sh/better-auth').code)
  const [install, dryRun, init, ...others] = moving
  ran(moving[0]!)
  expect(ran(dryRun!)).toContain(`+import { polar, portal } from '@verge/better-auth'`)
  expect(readFileSync(source, 'utf8')).toBe(before)
  ran(init!)
  expect(readFileSync(source, 'utf8')).toBe(before.replace('@polar-sh/better-auth', '@verge/better-auth'))
  for (const command of others.filter((one) => one.startsWith('npm '))) ran(command)
  expect(asked()).toEqual([install, 'npm install @verge/better-auth', 'npm uninstall @polar-sh/better-auth'])
})

/** One by one, without what is set for them and said about them. */
function commandsOf(code: string): string[] {
  return code
    .replaceAll('\\\n', ' ')
    .split('\n')
    .flatMap((line) => line.replace(/\s+# .*$/, '').split(' && '))
    .map((command) => command.trim().replace(/^([A-Z_]+=\S* )+/, ''))
    .filter(Boolean)
}

/** A shell in which `npx verge` is the command of this repository, and npm notes what it is asked for. */
function shellIn(project: string) {
  const bin = join(project, '.bin')
  const log = join(bin, 'asked')
  const program = `${process.execPath} --import ${import.meta.resolve('tsx')} ${join(root, 'packages/cli/src/main.ts')}`
  mkdirSync(bin)
  for (const [name, script] of [
    ['npx', `shift; exec ${program} "$@"`],
    ['npm', `echo "npm $*" >> ${log}`],
  ] as const) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  return {
    run(command: string): string {
      const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` }
      const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
        cwd: project,
        env,
        encoding: 'utf8',
      })
      expect({ command, status, stderr }).toEqual({ command, status: 0, stderr: '' })
      return stdout
    },
    asked: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
  }
}
