import { join } from 'node:path'
import { proxiesAt, type Proxies } from './caller.ts'

export interface Settings {
  port: number
  /** The public address of the portal's port, without a trailing slash. */
  publicUrl: string
  dataDirectory: string
  /** Null: a PostgreSQL that starts with us. */
  databaseUrl: string | null
  /** The API of a Polar that is hosted elsewhere. Null: our own backend. */
  polarUrl: string | null
  /** Where Polar's own portals are, of which each is at `/{organization}/portal`. Null: that is not known. */
  polarPortalsUrl: string | null
  accessToken: string | null
  /** How the portal is named and looks. */
  portalConfig: { path: string; isAsked: boolean }
  /** What the payment processor signs its events with. Null: it cannot tell us any. */
  processorSecret: string | null
  /** Webhooks may go to this machine itself, and unencrypted there: for trying things out. */
  webhooksToLoopback: boolean
  /** The mail server that mails go out by, and in whose name. Null: they stay in the outbox. */
  mail: { smtpUrl: string; from: string } | null
  /** Proxies of ours, which say for whom they ask. */
  proxies: Proxies
  /** Nobody is refused for asking often: for whoever tests from one address. */
  isUnlimited: boolean
}

/** A setting that cannot be meant, told in words. */
export class SettingProblem extends Error {
  override readonly name = 'SettingProblem'
}

const hosted: Record<string, { api: string; portals: string }> = {
  sandbox: { api: 'https://sandbox-api.polar.sh', portals: 'https://sandbox.polar.sh' },
  production: { api: 'https://api.polar.sh', portals: 'https://polar.sh' },
}

type Environment = Record<string, string | undefined>

/** The environment, read once and checked. @throws SettingProblem */
export function readSettings(environment: Environment, workingDirectory: string): Settings {
  const port = portOf('PORTAL_PORT', environment.PORTAL_PORT, 4000)
  const { POLAR_SERVER } = environment
  if (POLAR_SERVER && !environment.POLAR_ACCESS_TOKEN)
    throw new SettingProblem('POLAR_SERVER is set, and POLAR_ACCESS_TOKEN is not: Polar needs both.')
  const polarUrl = POLAR_SERVER
    ? (hosted[POLAR_SERVER]?.api ?? addressOf('POLAR_SERVER', POLAR_SERVER))
    : null
  return {
    port,
    publicUrl: addressOf('PORTAL_URL', environment.PORTAL_URL || `http://localhost:${port}`),
    dataDirectory: environment.VERGE_DATA_DIR || join(workingDirectory, '.verge'),
    databaseUrl: environment.DATABASE_URL || null,
    polarUrl,
    polarPortalsUrl: hosted[POLAR_SERVER ?? '']?.portals ?? null,
    accessToken: environment.POLAR_ACCESS_TOKEN || null,
    portalConfig: {
      path: environment.PORTAL_CONFIG || join(workingDirectory, 'portal.config.ts'),
      isAsked: Boolean(environment.PORTAL_CONFIG),
    },
    processorSecret: environment.PROCESSOR_WEBHOOK_SECRET?.trim() || null,
    // With a database of somebody's own it listens on more than this machine, and strangers may make endpoints.
    webhooksToLoopback: choiceOf(
      'WEBHOOKS_TO_LOOPBACK',
      environment.WEBHOOKS_TO_LOOPBACK,
      !environment.DATABASE_URL,
    ),
    mail: mailOf(environment),
    proxies: proxiesOf('TRUSTED_PROXIES', environment.TRUSTED_PROXIES ?? ''),
    isUnlimited: !choiceOf('RATE_LIMITS', environment.RATE_LIMITS, true, ['on', 'off']),
  }
}

export function portOf(name: string, text: string | undefined, fallback: number): number {
  const port = text ? Number(text) : fallback
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port
  throw new SettingProblem(`${name} is ${JSON.stringify(text)}, which is not a port number.`)
}

function choiceOf(
  name: string,
  text: string | undefined,
  fallback: boolean,
  [yes, no]: readonly [string, string] = ['allow', 'refuse'],
): boolean {
  if (!text) return fallback
  if (text === yes || text === no) return text === yes
  throw new SettingProblem(`${name} is ${JSON.stringify(text)}; it can be ${yes} or ${no}.`)
}

function mailOf({ SMTP_URL, MAIL_FROM }: Environment): Settings['mail'] {
  if (!SMTP_URL) return null
  if (!URL.canParse(SMTP_URL) || !/^smtps?:$/.test(new URL(SMTP_URL).protocol))
    throw new SettingProblem('SMTP_URL is not an address such as smtps://user:password@smtp.example.com.')
  if (!MAIL_FROM?.includes('@'))
    throw new SettingProblem(
      'SMTP_URL is set, and MAIL_FROM is not the address that mails come from, such as Verge <billing@verge.example>.',
    )
  return { smtpUrl: SMTP_URL, from: MAIL_FROM }
}

function proxiesOf(name: string, text: string): Proxies {
  const proxies = proxiesAt(text.split(/[\s,]+/).filter(Boolean))
  if (proxies) return proxies
  throw new SettingProblem(
    `${name} is ${JSON.stringify(text)}; it lists addresses or networks, such as 10.0.0.0/8, with commas between.`,
  )
}

export function addressOf(name: string, text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/(?<!\/)\/+$/, '')
  throw new SettingProblem(`${name} is ${JSON.stringify(text)}, which is not an http or https address.`)
}
