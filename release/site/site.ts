import { articleOf } from './article.ts'
import { framed, frontPage } from './frame.ts'
import { addressOf, sources } from './pages.ts'

/** Every page of the site by its address. @throws DocumentProblem where a link leads to no page */
export function siteOf(read: (source: string) => string): Map<string, string> {
  const articles = sources.map((source) => ({ source, article: articleOf(source, read(source), sources) }))
  const titles = new Map(articles.map(({ source, article }) => [source, article.title]))
  const pages = articles.map(({ source, article }): [string, string] => {
    const address = addressOf(source)
    return [address, framed({ address, source, article, titles })]
  })
  const front = framed({ address: 'index.html', source: null, article: frontPage(titles), titles })
  return new Map([['index.html', front], ...pages])
}
