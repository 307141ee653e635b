import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BrandProblem, createBrands, type Brands } from './portal/brand/brands.ts'

/** How the portal is named and looks: what the configuration file exports, and the portal's own look where there is none. @throws BrandProblem */
export async function brandsFrom(file: { path: string; isAsked: boolean }): Promise<Brands> {
  const path = resolve(file.path)
  if (!existsSync(path)) {
    if (file.isAsked) throw new BrandProblem(`PORTAL_CONFIG names ${path}, where there is no file.`)
    return createBrands()
  }
  const exported = (await import(pathToFileURL(path).href)) as { default?: unknown }
  if (!exported.default)
    throw new BrandProblem(`${path} exports nothing: end it with \`export default definePortal({ … })\`.`)
  try {
    return createBrands(exported.default, dirname(path))
  } catch (error) {
    if (error instanceof BrandProblem) error.message = `${path}:\n${error.message}`
    throw error
  }
}
