import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

interface Manifest {
  name: string
  dependencies?: Record<string, string>
}
interface Lock {
  packages: Record<
    string,
    { name?: string; version?: string; link?: boolean; inBundle?: boolean; integrity?: string }
  >
}
interface Bill {
  bomFormat: string
  components: { purl: string; hashes?: unknown[] }[]
}

const root = join(import.meta.dirname, '../..')
const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'))
const packages = readdirSync(join(root, 'packages')).map(
  (name) => read(`packages/${name}/package.json`) as Manifest,
)
const ofOthers = ({ dependencies = {} }: Manifest) =>
  Object.entries(dependencies).filter(([name]) => !name.startsWith('@verge/'))

/** What a release publishes beside the tag, by the very words of its workflow. */
function billOfMaterials(): Bill {
  const steps = readFileSync(join(root, '.github/workflows/release.yml'), 'utf8')
  const [, words = ''] = /run: npm (sbom .*) > /.exec(steps) ?? []
  return JSON.parse(execFileSync('npm', words.split(' '), { cwd: root, encoding: 'utf8' })) as Bill
}

describe('what others wrote', () => {
  it('stands in the bill of materials of a release, every package that comes with ours, by its bytes', () => {
    const { bomFormat, components } = billOfMaterials()
    expect(bomFormat).toBe('CycloneDX')
    const listed = new Map(components.map((one) => [one.purl.replace('%40', '@'), one]))
    const { packages: locked } = read('package-lock.json') as Lock
    const unlisted = Object.entries(locked).flatMap(([path, { version, link, name }]) => {
      const called = name ?? path.split('node_modules/').at(-1)!
      if (!path.includes('node_modules/') || link || listed.has(`pkg:npm/${called}@${version}`)) return []
      return [`${called}@${version}`]
    })
    expect(unlisted).toEqual([])
    const ours = packages.flatMap((one) => ofOthers(one).map(([name]) => name))
    const taken = components.filter(({ purl, hashes }) =>
      ours.some((name) => purl.startsWith(`pkg:npm/${name.replace('@', '%40')}@`) && hashes !== undefined),
    )
    expect(new Set(taken.map(({ purl }) => purl.slice(0, purl.lastIndexOf('@')))).size).toBe(
      new Set(ours).size,
    )
  })

  it('runs nothing when it is installed, and is a week old before it is taken', () => {
    const settings = readFileSync(join(root, '.npmrc'), 'utf8').split('\n')
    expect(settings).toEqual(expect.arrayContaining(['ignore-scripts=true', 'min-release-age=7']))
  })

  it('is locked to its bytes, every package of it', () => {
    const locked = Object.entries((read('package-lock.json') as Lock).packages).filter(
      ([path, { link, inBundle }]) => path.includes('node_modules/') && !link && !inBundle,
    )
    expect(locked.length).toBeGreaterThan(300)
    expect(locked.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([])
  })

  it('is asked for by its number, never as whichever is newest, and from the registry alone', () => {
    const asked = packages.flatMap((one) => ofOthers(one).map(([name, version]) => `${name} ${version}`))
    expect(asked.length).toBeGreaterThan(10)
    expect(asked.filter((one) => !/ [\^~]?\d+(\.\d+){0,2}$/.test(one))).toEqual([])
  })

  it.each(packages.map((one) => [one.name, ofOthers(one).length] as const))('is little in %s', (_, count) =>
    expect(count).toBeLessThanOrEqual(15),
  )
})
