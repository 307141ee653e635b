import type { Source } from '../sources.ts'
import { addClientPlugin, addServerPlugin, moveImports, type Edit, type Edited, type Left } from './edit.ts'
import { withPolarLines } from './environment.ts'

export interface Plan {
  edits: Edited[]
  left: Left[]
  /** Whether the project used Polar's own plugin. */
  moves: boolean
}

const usesUpstream = /['"]@polar-sh\/better-auth(\/client)?['"]/

/** Everything that is to be changed, decided from the texts alone. */
export function planOf(sources: readonly Source[], environment: Source): Plan {
  const moves = sources.some(({ text }) => usesUpstream.test(text))
  const ways: ((source: Source) => Edit)[] = moves ? [moveImports] : [addServerPlugin, addClientPlugin]
  const made = sources.map((source) => inTurn(source, ways))
  const edits = made.flatMap(({ edited }) => edited ?? [])
  const after = withPolarLines(environment.text)
  if (edits.length > 0 && after !== environment.text)
    edits.push({ path: environment.path, before: environment.text, after })
  return { edits, left: made.flatMap(({ left }) => left), moves }
}

/** Each way on what the one before made of it. */
function inTurn(source: Source, ways: readonly ((source: Source) => Edit)[]): Edit {
  let { text } = source
  const left: Left[] = []
  for (const way of ways) {
    const edit = way({ path: source.path, text })
    text = edit.edited?.after ?? text
    left.push(...edit.left)
  }
  const edited = text === source.text ? null : { path: source.path, before: source.text, after: text }
  return { edited, left }
}
