/** What the site has, in the order of its navigation. A test holds it to the folder of the guide. */
export const chapters: readonly { name: string; pages: readonly string[] }[] = [
  {
    name: 'Guide',
    pages: [
      'docs/guide/quick-start.md',
      'docs/guide/options.md',
      'docs/guide/recipes.md',
      'docs/guide/error-codes.md',
      'docs/guide/moving.md',
      'docs/guide/self-hosting.md',
    ],
  },
  { name: 'Running it', pages: ['docs/operations.md', 'docs/polar.md', 'docs/webhooks.md'] },
  {
    name: 'To look up',
    pages: ['docs/errors.md', 'docs/polar-compatibility.md', 'docs/law.md', 'docs/accessibility.md'],
  },
]

export const sources = chapters.flatMap(({ pages }) => pages)

/** `docs/guide/options.md` is at `guide/options.html`. */
export function addressOf(source: string): string {
  return source.replace(/^docs\//, '').replace(/\.md$/, '.html')
}
