import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

interface Manifest {
  name: string
  dependencies?: Record<string, string>
}
interface Lock {
  packages: Record<string, { link?: boolean; inBundle?: boolean; integrity?: string }>
}

const root = join(import.meta.dirname, '../..')
const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'))
const packages = readdirSync(join(root, 'packages')).map(
  (name) => read(`packages/${name}/package.json`) as Manifest,
)
const ofOthers = ({ dependencies = {} }: Manifest) =>
  Object.entries(dependencies).filter(([name]) => !name.startsWith('@verge/'))

describe('what others wrote', () => {
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
