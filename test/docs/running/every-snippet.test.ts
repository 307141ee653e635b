import { expect, it } from 'vitest'
import { snippets } from '../snippets.ts'
import { inABrowser } from './in-a-browser.tsx'
import { document as quickStart } from '../../packages/quick-start.ts'
import { onAServer, theTestItself } from './on-a-server.ts'

it('runs every piece of TypeScript that the guide and the READMEs show', () => {
  const written = snippets().filter(({ language }) => language !== 'sh')
  const ran = new Set([...Object.keys(onAServer), ...Object.keys(inABrowser), theTestItself])
  const left = written.map(({ name }) => name).filter((name) => !ran.has(name))
  // Which is run from an empty folder as a whole.
  expect(left.filter((name) => !name.startsWith(`${quickStart}, `))).toEqual([])
})
