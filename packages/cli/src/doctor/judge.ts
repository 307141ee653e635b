import type { Answer, Facts } from './facts.ts'

export interface Finding {
  about: string
  standing: 'good' | 'broken' | 'unknown'
  says: string
  mend?: string
}

export const webhookPath = '/api/auth/polar/webhooks'
/** Webhooks older or newer than five minutes are refused; well before that somebody should know. */
const aheadMaxMs = 60_000

type Check = (facts: Facts) => Finding

/** Every check, in the order in which one mends them. */
export const checks: readonly Check[] = [
  plugin,
  key,
  server,
  clock,
  products,
  app,
  authSecret,
  webhookSecret,
  webhookReach,
  signature,
  origins,
]

export function judge(facts: Facts): Finding[] {
  return checks.map((check) => check(facts))
}

export function plugin({ source }: Facts): Finding {
  const about = 'plugin'
  if (source.upstream.length > 0)
    return broken(
      about,
      `${source.upstream.join(', ')} imports @polar-sh/better-auth.`,
      'Run `npx verge init`: it changes these imports and nothing else.',
    )
  if (!source.hasPlugin)
    return broken(about, 'No source imports @verge/better-auth.', 'Run `npx verge init`.')
  if (!source.hasClient)
    return unknown(about, 'The server has the plugin; no client with polarClient() was found in this folder.')
  return good(about, 'Server and client have it.')
}

export function key({ environment, polar }: Facts): Finding {
  const about = 'access token'
  if (!environment.accessToken)
    return broken(
      about,
      'POLAR_ACCESS_TOKEN is not set.',
      '`npx verge dev` prints one; hosted Polar has it under Settings.',
    )
  if ('problem' in polar.answer)
    return broken(
      about,
      `${polar.url} does not answer: ${polar.answer.problem}`,
      'Start `npx verge dev`, or set POLAR_SERVER to where your Polar is.',
    )
  const { status } = polar.answer
  if (status === 401 || status === 403)
    return broken(
      about,
      `${polar.url} refuses the token (${status}).`,
      'A token belongs to one server: take the one of this Polar. Sandbox and production have different ones.',
    )
  if (status !== 200)
    return broken(
      about,
      `${polar.url} answers ${status}.`,
      'Is that the address of a Polar? It is given without /v1.',
    )
  return good(about, `${polar.url} accepts it.`)
}

/** The client is given an address. The two words are of the portal, and of Polar's own option `server`. */
export function server({ environment: { polarServer }, source, polar }: Facts): Finding {
  const about = 'server'
  const isWord = polarServer === 'sandbox' || polarServer === 'production'
  if (!isWord || !source.takesServerAsAddress) return good(about, `The app asks ${polar.url}.`)
  return broken(
    about,
    `POLAR_SERVER is "${polarServer}", and the source gives it to the client as its serverURL.`,
    `Set POLAR_SERVER=${polar.url}, or give the client server: '${polarServer}'.`,
  )
}

export function clock({ polar }: Facts): Finding {
  const about = 'clock'
  if (polar.aheadMs === null) return unknown(about, 'Polar did not say what time it is.')
  const seconds = Math.round(Math.abs(polar.aheadMs) / 1000)
  if (Math.abs(polar.aheadMs) <= aheadMaxMs) return good(about, `Within ${seconds} s of Polar's.`)
  return broken(
    about,
    `This machine is ${seconds} s ${polar.aheadMs > 0 ? 'ahead of' : 'behind'} Polar.`,
    'Webhooks are refused as too old or too new. Let the machine set its clock (NTP).',
  )
}

export function products({ source, polar }: Facts): Finding {
  const about = 'products'
  if (polar.products === null) return unknown(about, 'Polar was not asked: it does not accept the token.')
  if (source.sold.length === 0) return unknown(about, 'No productId is written out in the source.')
  const known = new Map(polar.products.map((product) => [product.id, product]))
  const wrong = source.sold.filter(({ productId }) => known.get(productId)?.is_archived !== false)
  if (wrong.length === 0) return good(about, `All ${source.sold.length} are sold at ${polar.url}.`)
  const [{ productId, slug, path }] = wrong as [Facts['source']['sold'][number]]
  const standing = known.has(productId) ? 'is archived' : 'does not exist'
  const there = polar.products
    .filter(({ is_archived }) => !is_archived)
    .map(({ id, name }) => `${id} (${name})`)
  return broken(
    about,
    `${productId}${slug ? `, slug ${slug},` : ''} in ${path} ${standing} at ${polar.url}.`,
    there.length > 0
      ? `Sold there: ${there.join(', ')}.`
      : 'Nothing is sold there yet: make a product first.',
  )
}

export function app({ environment, app: seen }: Facts): Finding {
  const about = 'app'
  if (!environment.appUrl)
    return broken(
      about,
      'BETTER_AUTH_URL is not set.',
      "Set it to your app's address, such as http://localhost:3000.",
    )
  if (!seen) return unknown(about, 'It was not asked.')
  const { portal } = seen
  if ('problem' in portal)
    return broken(
      about,
      `${environment.appUrl} does not answer: ${portal.problem}`,
      'Start your app, and run this again.',
    )
  if (portal.status === 401) return good(about, 'It runs, and opens the portal for nobody who is signed out.')
  if (portal.status === 404)
    return broken(
      about,
      `${environment.appUrl}/api/auth/customer/portal is not there.`,
      'Add portal() to `use`, and see that Better Auth is served under /api/auth for POST too.',
    )
  return broken(
    about,
    `The portal answers ${portal.status} to somebody who is signed out; it should be 401.`,
    'Is that the address of your app?',
  )
}

export function authSecret({ environment }: Facts): Finding {
  const about = 'auth secret'
  const { authSecret: secret } = environment
  if (!secret)
    return unknown(
      about,
      'BETTER_AUTH_SECRET is not set: right where betterAuth({ secret }) has one, else not.',
    )
  if (secret.length >= 32) return good(about, 'It is set.')
  return broken(
    about,
    `BETTER_AUTH_SECRET has ${secret.length} characters; it signs every session.`,
    'Take a random one of 32 or more: `openssl rand -base64 32`.',
  )
}

export function webhookSecret({ environment, polar }: Facts): Finding {
  const about = 'webhook secret'
  const secret = polar.endpoints?.find(({ url }) => isAt(url, environment.appUrl))?.secret
  if (environment.webhookSecret && secret && secret !== environment.webhookSecret)
    return broken(
      about,
      'Polar signs with another secret than POLAR_WEBHOOK_SECRET, so that every webhook is refused.',
      'Take the one that Polar shows beside the endpoint.',
    )
  if (environment.webhookSecret) return good(about, 'It is set.')
  return broken(
    about,
    'POLAR_WEBHOOK_SECRET is not set.',
    '`npx verge dev` prints one; hosted Polar shows it beside the endpoint.',
  )
}

/** Whether this endpoint is the app's. */
export function isAt(url: string, appUrl: string | null): boolean {
  return url.replace(/\/$/, '') === `${appUrl}${webhookPath}`
}

const isOfThisMachine = (url: string) => /^(localhost|127\.|\[::1\])/.test(new URL(url).hostname)

export function webhookReach({ environment, polar }: Facts): Finding {
  const about = 'webhook endpoint'
  if (polar.endpoints === null) return unknown(about, 'Polar was not asked: it does not accept the token.')
  if (!environment.appUrl) return unknown(about, 'The address of the app is not known.')
  const wanted = `${environment.appUrl}${webhookPath}`
  const found = polar.endpoints.find(({ url }) => isAt(url, environment.appUrl))
  if (found && isOfThisMachine(wanted) && !isOfThisMachine(polar.url))
    return broken(
      about,
      `${polar.url} cannot reach ${wanted}: that is this machine.`,
      'Give the endpoint the address of a tunnel to your app, or use `npx verge dev`.',
    )
  const last = polar.lastDelivery
  if (found?.enabled && last && !last.succeeded)
    return broken(
      about,
      `Polar tells ${wanted}, and the last time ${last.http_code === null ? 'nothing answered' : `it was answered with ${last.http_code}`}.`,
      'The next line says how the app takes a webhook now; Polar shows what it was answered.',
    )
  if (found?.enabled) return good(about, `Polar tells ${wanted}.`)
  if (found)
    return broken(
      about,
      `Polar has stopped telling ${wanted}.`,
      'It was off, or failed too often: switch it on at Polar once the app answers.',
    )
  const elsewhere = polar.endpoints.find(({ url }) => url.endsWith(webhookPath))
  if (elsewhere)
    return unknown(
      about,
      `Polar tells ${elsewhere.url}, which is not this BETTER_AUTH_URL: right behind a tunnel or a proxy, else not.`,
    )
  return broken(
    about,
    `Polar does not know ${wanted}.`,
    `Start \`npx verge dev --webhook ${wanted}\`, or add the endpoint at Polar.`,
  )
}

export function signature({ environment, app: seen }: Facts): Finding {
  const about = 'webhook signature'
  if (!seen || !environment.webhookSecret) return unknown(about, 'No webhook was tried.')
  const { signed, unsigned } = seen
  if ('problem' in signed || 'problem' in unsigned) return unknown(about, 'The app does not answer.')
  if (signed.status === 404)
    return broken(about, `The app has no ${webhookPath}.`, 'Add webhooks({ secret }) to `use`.')
  if (isTaken(unsigned))
    return broken(
      about,
      'The app takes a webhook that nobody signed.',
      'Nothing may stand before the plugin that answers for it.',
    )
  if (isTaken(signed)) return good(about, 'A signed webhook is taken, an unsigned one refused.')
  if (signed.code === 'WEBHOOK_INVALID')
    return broken(
      about,
      'The app refuses a webhook signed with POLAR_WEBHOOK_SECRET.',
      'It runs with another secret, or something before it changes the body: restart it, and let no body parser stand before Better Auth.',
    )
  return broken(
    about,
    `The app answers ${signed.status} to a signed webhook.`,
    'A handler of yours fails: its log says why.',
  )
}

export function origins({ environment, source }: Facts): Finding {
  const about = 'return origins'
  const { appUrl, webUrl, successUrl } = environment
  if (!appUrl) return unknown(about, 'The address of the app is not known.')
  const isAbsolute = successUrl !== null && URL.canParse(successUrl)
  const wanted = [webUrl, isAbsolute ? successUrl : null].filter(
    (one) => one !== null && URL.canParse(one),
  ) as string[]
  const foreign = [...new Set(wanted.map((one) => new URL(one).origin))].filter(
    (one) => one !== new URL(appUrl).origin,
  )
  if (foreign.length === 0) return good(about, 'Customers come back to the app itself.')
  if (source.trustedOrigins === null)
    return unknown(about, `Customers come back to ${foreign.join(', ')}: see that trustedOrigins has it.`)
  const trusted = [...source.trustedOrigins, ...environment.trustedOrigins]
  const missing = foreign.filter((one) => !trusted.some((pattern) => covers(pattern, one)))
  if (missing.length === 0) return good(about, `${foreign.join(', ')} is trusted.`)
  return broken(
    about,
    `${missing.join(', ')} is not among trustedOrigins.`,
    'Add it to betterAuth({ trustedOrigins: [ … ] }), or the way back is refused.',
  )
}

/** As Better Auth has it: `*` stands for anything, and without a scheme only the host counts. */
function covers(pattern: string, origin: string): boolean {
  const shape = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  const compared = pattern.includes('://') ? origin : new URL(origin).host
  return new RegExp(`^${shape.join('.*')}$`).test(compared)
}

function isTaken(answer: Answer): boolean {
  return 'status' in answer && answer.status >= 200 && answer.status < 300
}

const good = (about: string, says: string): Finding => ({ about, standing: 'good', says })
const unknown = (about: string, says: string): Finding => ({ about, standing: 'unknown', says })
const broken = (about: string, says: string, mend: string): Finding => ({
  about,
  standing: 'broken',
  says,
  mend,
})
