import { rmSync } from 'node:fs'
import { installExamples, newExamplesFolder } from './install.ts'

/** Where the examples are installed; one that is there already is taken as it is and left there. */
export const folderOf = () => process.env.EXAMPLES_FOLDER

export default async function setUp(): Promise<(() => void) | undefined> {
  if (folderOf()) return undefined
  const folder = newExamplesFolder()
  await installExamples(folder)
  process.env.EXAMPLES_FOLDER = folder
  return () => rmSync(folder, { recursive: true, force: true })
}
