import { readFileSync, readdirSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { articleOf } from '../../release/site/article.ts'
import { sources } from '../../release/site/pages.ts'
import { siteOf } from '../../release/site/site.ts'

const root = join(import.meta.dirname, '../..')
const site = siteOf((source) => readFileSync(join(root, source), 'utf8'))
const pages = [...site]

describe('the documentation as a site', () => {
  it('has every page of the guide', () => {
    const written = readdirSync(join(root, 'docs/guide')).map((file) => `docs/guide/${file}`)
    expect(sources.filter((source) => source.startsWith('docs/guide/')).toSorted()).toEqual(
      written.toSorted(),
    )
  })

  it.each(pages)('%s leads nowhere but to what is there', (address, html) => {
    const dead = hrefsOf(html).filter((href) => !isThere(address, href))
    expect(hrefsOf(html).length).toBeGreaterThan(sources.length)
    expect(dead).toEqual([])
  })

  it.each(pages)('%s has one first heading, and no id twice', (_, html) => {
    expect(html.match(/<h1[ >]/g)).toHaveLength(1)
    const ids = idsOf(html)
    expect(ids).toEqual([...new Set(ids)])
  })

  it.each(pages)('%s can be used without a mouse, and needs no script', (_, html) => {
    expect(html).toContain('<a class="skip" href="#content">')
    expect(html).toContain('<main id="content" tabindex="-1">')
    expect(html).not.toMatch(/<script|\son\w+=|javascript:/)
    for (const [, attributes] of html.matchAll(/<(?:div class="table"|pre)([^>]*)>/g))
      expect(attributes).toContain('tabindex="0"')
    const regions = [...html.matchAll(/role="region" aria-label="([^"]*)"/g)].map(([, label]) => label)
    expect(regions).toEqual([...new Set(regions)])
    expect(regions).not.toContain('')
  })

  it.each(pages.slice(1))('%s says in the navigation that it is the one shown', (_, html) => {
    expect(html.match(/aria-current="page"/g)).toHaveLength(1)
  })
})

describe('an article', () => {
  const article = (markdown: string) => articleOf('docs/guide/a.md', `# A\n\n${markdown}`, ['docs/b.md'])

  it('leads from document to document as from page to page', () => {
    expect(article('[b](../b.md#of-it)').html).toContain('<a href="../b.html#of-it">b</a>')
    expect(article('[out](https://example.com/c.md)').html).toContain('href="https://example.com/c.md"')
  })

  it('that leads to no page is told by its name', () => {
    expect(() => article('[gone](gone.md)')).toThrow('docs/guide/a.md leads to gone.md')
  })

  it('names its headings as GitHub does, each once', () => {
    const { headings } = article('## Is it *well*?\n\n## `keepCopy`, and why\n\n## Is it well?')
    expect(headings.map(({ id }) => id)).toEqual(['a', 'is-it-well', 'keepcopy-and-why', 'is-it-well-1'])
  })

  it('shows marks that mean something in HTML as they were written', () => {
    expect(article('a <b>c</b>\n\n```ts\nif (a < b && "c") d\n```').html).toContain(
      '<code>if (a &lt; b &amp;&amp; &quot;c&quot;) d</code>',
    )
    expect(article('a <b>c</b>').html).toContain('a &lt;b&gt;c&lt;/b&gt;')
  })

  it('has tables whose heads say what is below them, and that have no empty head', () => {
    const { html } = article('| | there |\n|---|---|\n| it | is |')
    expect(html).toContain('<tr><td><th scope="col">there</tr>')
    expect(html).toContain('<tr><td>it<td>is</tr>')
  })
})

function hrefsOf(html: string): string[] {
  return [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href!)
}

function idsOf(html: string): string[] {
  return [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id!)
}

function isThere(address: string, href: string): boolean {
  if (/^(https:|mailto:)/.test(href)) return URL.canParse(href)
  const [path = '', anchor] = href.split('#')
  const target = path ? posix.join(posix.dirname(address), path) : address
  if (target === 'style.css') return true
  const html = site.get(target)
  return html !== undefined && (anchor === undefined || idsOf(html).includes(anchor))
}
