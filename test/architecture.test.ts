import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const sources = ['packages', 'apps'].flatMap((folder) => sourcesBelow(join(root, folder)))

/** Which rooms a room may import from, besides itself and packages from outside. */
const mayImport: Record<string, readonly string[]> = {
  'packages/polar': [],
  'packages/better-auth': ['packages/polar'],
  'packages/react': ['packages/better-auth', 'packages/polar'],
  'packages/auth': ['packages/better-auth'],
  'packages/server/src/billing': ['packages/polar'],
  'packages/server/src/db': ['packages/polar'],
  'packages/server/src/languages': ['packages/polar'],
  'packages/server/src/ports': ['packages/polar', 'packages/server/src/languages'],
  'packages/server/src/operations': [
    'packages/polar',
    'packages/server/src/db',
    'packages/server/src/billing',
    'packages/server/src/ports',
    'packages/server/src/languages',
  ],
  'packages/server/src/jobs': [
    'packages/polar',
    'packages/server/src/operations',
    'packages/server/src/db',
    'packages/server/src/billing',
    'packages/server/src/ports',
  ],
  'packages/server/src/api': [
    'packages/polar',
    'packages/server/src/operations',
    'packages/server/src/ports',
  ],
  'packages/server/src/documents': [
    'packages/polar',
    'packages/server/src/operations',
    'packages/server/src/ports',
  ],
  'packages/server/src/files': [
    'packages/polar',
    'packages/server/src/operations',
    'packages/server/src/ports',
  ],
  'packages/server/src/processor-events': ['packages/server/src/operations', 'packages/server/src/ports'],
  'packages/server/src/portal': ['packages/polar', 'packages/server/src/languages'],
  'packages/server/src/checkout': [
    'packages/polar',
    'packages/server/src/languages',
    'packages/server/src/portal',
  ],
  'packages/server/src/sandbox': [
    'packages/polar',
    'packages/server/src/languages',
    'packages/server/src/portal',
    'packages/server/src/ports',
    'packages/server/src/db',
  ],
  'packages/testing': ['packages/polar', 'packages/server'],
  'packages/cli': ['packages/polar', 'packages/server'],
  'apps/server': ['packages/auth', 'packages/polar'],
  'apps/web': ['packages/better-auth', 'packages/polar', 'packages/react'],
}

/** Files that may break a rule, each with the reason. */
const exceptions: Record<string, string> = {
  'packages/server/src/ports/ports.ts': 'names the database port, whose type is the list of tables',
  'packages/server/src/ports/sandbox-processor.ts':
    'keeps its own books in its own schema of the same PostgreSQL',
}

const packageNames: Record<string, string> = {
  '@verge/polar': 'packages/polar',
  '@verge/better-auth': 'packages/better-auth',
  '@verge/react': 'packages/react',
  '@verge/server': 'packages/server',
  '@verge/testing': 'packages/testing',
  '@verge/cli': 'packages/cli',
  '@verge/auth': 'packages/auth',
  '@verge/app': 'apps/server',
  '@verge/web': 'apps/web',
}

describe('the house', () => {
  it('has imports that point downwards only', () => {
    expect(sources.flatMap((file) => forbiddenImports(file))).toEqual([])
  })

  it('has no circles', () => {
    expect(circles()).toEqual([])
  })

  it('reads time, chance, the network and the environment in ports alone', () => {
    const impure =
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bcrypto\.(random|getRandom)|\brandomUUID\(|\brandomBytes\(|\bsetTimeout\(|\bsetInterval\(|(?<![.\w])fetch\(|\bprocess\.env\b/
    const kept = [
      'billing',
      'db',
      'operations',
      'api',
      'documents',
      'files',
      'jobs',
      'languages',
      'portal',
      'checkout',
      'processor-events',
      'sandbox',
    ]
    const offenders = sources
      .filter((file) => kept.some((room) => file.startsWith(`packages/server/src/${room}/`)))
      .filter((file) => !(file in impurities) && impure.test(withoutComments(file)))
    expect(offenders).toEqual([])
  })

  it('asks the database for no time and no chance', () => {
    const sql = [...sources, ...migrations()].filter((file) => file.startsWith('packages/server/src/'))
    const offenders = sql.filter((file) =>
      /\bnow\(\)\s*(AT|[-+,)]|;|$)|CURRENT_TIMESTAMP|gen_random_uuid|\brandom\(\)/m.test(sqlOf(file)),
    )
    expect(offenders).toEqual([])
  })

  it('decides from pure functions', () => {
    const pure = sources.filter((file) => /^packages\/(polar\/src\/policy|server\/src\/billing)\//.test(file))
    expect(pure.filter((file) => /\basync\b|\bawait\b|\bPromise\b/.test(withoutComments(file)))).toEqual([])
    expect(pure.length).toBeGreaterThan(0)
  })

  it('compares a status in policy, never in a page', () => {
    const pages = sources.filter((file) => file.endsWith('.tsx') && file.startsWith('packages/server/'))
    expect(pages.filter((file) => /\.status\s*[!=]==?\s*'/.test(withoutComments(file)))).toEqual([])
  })

  it('names its folders after concepts', () => {
    const vague = /\/(utils?|helpers?|lib|common|core|shared|services?|managers?|misc)\//
    // The seed's own paths: packages/auth/src/lib/payments.ts and @/lib/auth-client.
    const offenders = sources.filter(
      (file) => vague.test(file) && !/^(packages\/auth|apps\/web)\/src\/lib\//.test(file),
    )
    expect(offenders).toEqual([])
  })
})

/** Files beside the ports that may touch the outside, each with the reason. */
const impurities: Record<string, string> = {
  'packages/server/src/db/embedded.ts': 'starts and waits for the PostgreSQL process',
  'packages/server/src/db/database.ts': 'waits, never twice as long, before it tries a transaction again',
  'packages/server/src/db/data-directory.ts': 'waits for a competitor to settle who holds the directory',
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (['node_modules', 'dist', 'test', 'testing'].includes(entry.name)) return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sourcesBelow(path)
    const isSource = /\.tsx?$/.test(entry.name) && !/\.(test|config|d)\.tsx?$/.test(entry.name)
    return isSource ? [relative(root, path)] : []
  })
}

function migrations(): string[] {
  const folder = 'packages/server/src/db/migrations'
  return readdirSync(join(root, folder)).map((name) => `${folder}/${name}`)
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].flatMap(([, target = '']) => {
    if (target.startsWith('.')) return [relative(root, resolve(root, dirname(file), target))]
    if (target.startsWith('@/')) return [`apps/web/src/${target.slice(2)}`]
    const name = Object.keys(packageNames).find((one) => target === one || target.startsWith(`${one}/`))
    if (!name) return []
    return [`${packageNames[name]}/src${target.slice(name.length)}${target === name ? '' : '.ts'}`]
  })
}

function roomOf(file: string): string | undefined {
  return Object.keys(mayImport).find((room) => file === room || file.startsWith(`${room}/`))
}

function forbiddenImports(file: string): string[] {
  const room = roomOf(file)
  if (!room || file in exceptions) return []
  const allowed = [room, ...mayImport[room]!]
  return importsOf(file)
    .filter((target) => !allowed.some((one) => target.startsWith(`${one}/`)))
    .map((target) => `${file} imports ${target}`)
}

function circles(): string[] {
  const found: string[] = []
  const done = new Set<string>()
  const visit = (file: string, path: string[]) => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(' -> '))
    if (done.has(file) || path.includes(file)) return
    for (const target of importsOf(file).filter((one) => sources.includes(one)))
      visit(target, [...path, file])
    done.add(file)
  }
  for (const file of sources) visit(file, [])
  return found
}

function withoutComments(file: string): string {
  return readFileSync(join(root, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '')
}

/** The SQL of a file: all of a migration, and the template texts of a source. */
function sqlOf(file: string): string {
  if (file.endsWith('.sql')) return readFileSync(join(root, file), 'utf8').replace(/--.*$/gm, '')
  return [...withoutComments(file).matchAll(/sql(?:<[^`]*>)?`([^`]*)`/g)]
    .map(([, text = '']) => text)
    .join('\n')
}
