import { posix } from 'node:path'
import { Marked, type Token, type Tokens } from 'marked'
import { addressOf } from './pages.ts'

export interface Heading {
  id: string
  depth: number
  words: string
  /** The words with their marks, as HTML. */
  text: string
}

export interface Article {
  /** Without marks. */
  title: string
  headings: Heading[]
  html: string
}

/** A link or mark that the site cannot show, told in words. */
export class DocumentProblem extends Error {
  override readonly name = 'DocumentProblem'
}

/** One document of the repository as an article; links between documents become links between pages. @throws DocumentProblem */
export function articleOf(source: string, markdown: string, pages: readonly string[]): Article {
  const marked = new Marked({ gfm: true })
  const headings: Heading[] = []
  const taken = new Map<string, number>()
  const tables = new Map<string, number>()
  let title = ''

  marked.use({
    renderer: {
      heading({ tokens, depth }: Tokens.Heading) {
        const words = plain(tokens)
        const id = idOf(words, taken)
        const text = this.parser.parseInline(tokens)
        if (depth === 1) title = words
        headings.push({ id, depth, words, text })
        return `<h${depth} id="${id}">${text}</h${depth}>\n`
      },
      link({ href, tokens }: Tokens.Link) {
        return `<a href="${escaped(addressFrom(source, href, pages))}">${this.parser.parseInline(tokens)}</a>`
      },
      // It may be wider than a screen, and is then moved by the keyboard too.
      table({ header, rows }: Tokens.Table) {
        const about = headings.at(-1)?.words ?? ''
        const count = (tables.get(about) ?? 0) + 1
        tables.set(about, count)
        const label = escaped(count === 1 ? about : `${about}, ${count}`)
        const cells = (row: Tokens.TableCell[], tag: (cell: Tokens.TableCell) => string) =>
          row.map((cell) => `${tag(cell)}${this.parser.parseInline(cell.tokens)}`).join('')
        const head = cells(header, ({ text }) => (text ? '<th scope="col">' : '<td>'))
        const body = rows.map((row) => `<tr>${cells(row, () => '<td>')}</tr>\n`).join('')
        return `<div class="table" role="region" aria-label="${label}" tabindex="0"><table>
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody></table></div>\n`
      },
      code({ text }: Tokens.Code) {
        return `<pre tabindex="0"><code>${escaped(text)}</code></pre>\n`
      },
      image({ href }: Tokens.Image): string {
        throw new DocumentProblem(`${source} shows ${href}; the site has no pictures yet.`)
      },
      html({ text }: Tokens.HTML | Tokens.Tag) {
        return text.startsWith('<!--') ? '' : escaped(text)
      },
    },
  })
  const html = marked.parse(markdown, { async: false })
  if (!title) throw new DocumentProblem(`${source} has no title.`)
  return { title, headings, html }
}

/** Where a link of one document leads from its page. */
function addressFrom(source: string, href: string, pages: readonly string[]): string {
  if (/^(https?:|mailto:|#)/.test(href)) return href
  const [file = '', anchor] = href.split('#')
  const target = posix.join(posix.dirname(source), file)
  if (!pages.includes(target))
    throw new DocumentProblem(`${source} leads to ${href}, which is no page of the site.`)
  const path = posix.relative(posix.dirname(addressOf(source)), addressOf(target))
  return anchor === undefined ? path : `${path}#${anchor}`
}

/** As GitHub makes them of the same heading, so that a link holds in both places. */
function idOf(words: string, taken: Map<string, number>): string {
  const id = words
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')
  const times = taken.get(id) ?? 0
  taken.set(id, times + 1)
  return times === 0 ? id : `${id}-${times}`
}

function plain(tokens: readonly Token[]): string {
  return tokens
    .map((token) =>
      'tokens' in token && token.tokens ? plain(token.tokens) : 'text' in token ? token.text : '',
    )
    .join('')
}

export function escaped(text: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replaceAll(/[&<>"]/g, (sign) => signs[sign]!)
}
