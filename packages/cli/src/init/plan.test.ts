import { describe, expect, it } from 'vitest'
import { diff } from './diff.ts'
import { withPolarLines } from './environment.ts'
import { planOf } from './plan.ts'

const environment = { path: '.env', text: 'BETTER_AUTH_SECRET=x\n' }
const after = (text: string, path = 'src/auth.ts') =>
  planOf([{ path, text }], environment).edits.find((one) => one.path === path)?.after ?? text

describe('a project without billing', () => {
  it('gets the plugin behind those that it has, in its own style', () => {
    const text = `import { betterAuth } from "better-auth";
import { organization } from "better-auth/plugins";

export const auth = betterAuth({
  database: pool,
  plugins: [
    organization(),
  ],
});
`
    expect(after(text)).toBe(`import { betterAuth } from "better-auth";
import { organization } from "better-auth/plugins";
import { Polar } from "@polar-sh/sdk";
import { checkout, polar, portal, webhooks } from "@verge/better-auth";

export const auth = betterAuth({
  database: pool,
  plugins: [
    organization(),
    polar({
      client: new Polar({
        accessToken: process.env.POLAR_ACCESS_TOKEN,
        serverURL: process.env.POLAR_SERVER,
      }),
      createCustomerOnSignUp: true,
      use: [
        portal(),
        checkout({
          products: [],
          successUrl: "/success?checkout_id={CHECKOUT_ID}",
          authenticatedUsersOnly: true,
        }),
        webhooks({ secret: process.env.POLAR_WEBHOOK_SECRET! }),
      ],
    }),
  ],
});
`)
  })

  it('gets a list of plugins where it has none', () => {
    const text = `import { betterAuth } from 'better-auth'
export const auth = betterAuth({
  database: pool
})
`
    expect(after(text)).toContain('  database: pool,\n  plugins: [polar({\n    client: new Polar({')
    expect(after(text, 'auth.js')).toContain('secret: process.env.POLAR_WEBHOOK_SECRET }')
  })

  it.each([
    ['createAuthClient()', 'createAuthClient({ plugins: [polarClient()] })'],
    ['createAuthClient({ plugins: [] })', 'createAuthClient({ plugins: [polarClient()] })'],
    ['createAuthClient({ plugins: [a()] })', 'createAuthClient({ plugins: [a(), polarClient()] })'],
    ['createAuthClient({ baseURL })', 'createAuthClient({ baseURL, plugins: [polarClient()] })'],
  ])('gets the client beside it: %s', (before, expected) => {
    const made = after(`import { createAuthClient } from 'better-auth/react'\nexport const c = ${before}\n`)
    expect(made).toBe(
      `import { createAuthClient } from 'better-auth/react'\nimport { polarClient } from '@verge/better-auth/client'\nexport const c = ${expected}\n`,
    )
  })

  it('is told where its options stand elsewhere, and keeps them', () => {
    const text = `import { betterAuth } from 'better-auth'\nexport const auth = betterAuth(options)\n`
    const { edits, left } = planOf([{ path: 'a.ts', text }], environment)
    expect(edits).toEqual([])
    expect(left).toMatchObject([{ path: 'a.ts', words: expect.stringContaining('by hand') }])
  })

  it('is left alone when it is asked for again', () => {
    const once = after(`import { betterAuth } from 'better-auth'\nexport const auth = betterAuth({})\n`)
    expect(once).toContain('polar({')
    expect(after(once)).toBe(once)
  })
})

describe('a project with the plugin of Polar', () => {
  const text = `import { polar, checkout, portal } from '@polar-sh/better-auth';
import { polarClient } from "@polar-sh/better-auth/client"; // kept
export const auth = betterAuth({ plugins: [polar({ use: [portal()] })] });
`
  it('gets its imports changed and nothing else', () => {
    expect(after(text)).toBe(text.replaceAll('@polar-sh/better-auth', '@verge/better-auth'))
  })

  it('is told of what is not there', () => {
    const { left } = planOf(
      [{ path: 'a.ts', text: `import { theme } from '@polar-sh/better-auth'\n` }],
      environment,
    )
    expect(left).toMatchObject([{ words: expect.stringContaining('theme') }])
  })
})

it('adds to an environment only what it lacks', () => {
  const text = 'POLAR_ACCESS_TOKEN=mine'
  const once = withPolarLines(text)
  expect(once).toContain('POLAR_ACCESS_TOKEN=mine\n\n#')
  expect(once.match(/POLAR_ACCESS_TOKEN/g)).toHaveLength(1)
  expect(once).toContain('POLAR_SERVER=http://localhost:4000\nPOLAR_WEBHOOK_SECRET=\n')
  expect(withPolarLines(once)).toBe(once)
})

it('shows what it would change, with the lines around it', () => {
  const before = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].join('\n')
  expect(diff('x.ts', before, before.replace('b', 'B'))).toBe(
    ['--- x.ts', '+++ x.ts', ' a', '-b', '+B', ' c', ' d', ' e', '…'].join('\n'),
  )
})
