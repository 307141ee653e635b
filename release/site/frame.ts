import { posix } from 'node:path'
import { escaped, type Article, type Heading } from './article.ts'
import { addressOf, chapters } from './pages.ts'

const siteName = 'Verge’s customer portal'

interface Framed {
  /** Where the page is, from the site's root. */
  address: string
  /** The document it is made of; null: it is made of all of them. */
  source: string | null
  article: Article
  titles: ReadonlyMap<string, string>
}

/** A whole page. It runs no script, and looks as the reader's system does. */
export function framed({ address, source, article, titles }: Framed): string {
  const to = (target: string) => posix.relative(posix.dirname(address), target)
  const title = source ? `${article.title} · ${siteName}` : siteName
  const chapter = ({ name, pages }: (typeof chapters)[number]) => `<li><span>${name}</span>
<ul>
${pages.map((page) => entry(page)).join('\n')}
</ul></li>`
  const entry = (page: string) => {
    const current = page === source ? ' aria-current="page"' : ''
    return `<li><a href="${to(addressOf(page))}"${current}>${escaped(titles.get(page)!)}</a></li>`
  }
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="${to('style.css')}">
</head>
<body>
<a class="skip" href="#content">Skip to the text</a>
<header><a href="${to('index.html')}">${siteName}</a></header>
<div class="page">
<nav aria-label="All pages">
<details>
<summary>All pages</summary>
<ul>
${chapters.map(chapter).join('\n')}
</ul>
</details>
</nav>
<main id="content" tabindex="-1">
${withContents(article)}
</main>
</div>
${source ? `<footer>Made of <code>${source}</code>.</footer>` : ''}
</body>
</html>
`
}

/** The front page: every document and what it begins with. */
export function frontPage(titles: ReadonlyMap<string, string>): Article {
  const headings: Heading[] = []
  const html = chapters
    .map(({ name, pages }) => {
      const listed = pages.map(
        (page) => `<li><a href="${addressOf(page)}">${escaped(titles.get(page)!)}</a></li>`,
      )
      return `<h2>${name}</h2>\n<ul>\n${listed.join('\n')}\n</ul>\n`
    })
    .join('')
  return { title: siteName, headings, html: `<h1>${siteName}</h1>\n${html}` }
}

/** A longer page says at its beginning what it has. */
function withContents({ headings, html }: Article): string {
  const parts = headings.filter(({ depth }) => depth === 2)
  if (parts.length < 4) return html
  const list = parts.map(({ id, text }) => `<li><a href="#${id}">${text}</a></li>`).join('\n')
  const contents = `<nav aria-label="On this page"><ul>\n${list}\n</ul></nav>\n`
  return html.replace('</h1>\n', (end) => end + contents)
}
