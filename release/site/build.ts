import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { siteOf } from './site.ts'

const root = resolve(import.meta.dirname, '../..')
const target = join(root, 'dist/docs')

const pages = siteOf((source) => readFileSync(join(root, source), 'utf8'))
rmSync(target, { recursive: true, force: true })
for (const [address, html] of pages) {
  const file = join(target, address)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, html)
}
copyFileSync(join(import.meta.dirname, 'style.css'), join(target, 'style.css'))
console.log(`${pages.size} pages in ${target}`)
