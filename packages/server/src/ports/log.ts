import pino from 'pino'

export interface Fault {
  /** Stands in the answer too. */
  reference: string
  operation?: string
  error: unknown
}

/** What is told of who comes in and who is turned away. */
export type Happened =
  | 'a session was opened'
  | 'signing in came to nothing'
  | 'a call was refused'
  | 'a caller asked too often'

/** Ids, and names of ours: nothing that anybody typed or showed. */
export type Note = (happened: Happened, about: Record<string, string>) => void

export interface Log {
  /** What happened at the door, for whoever looks into it later. */
  note: Note
  /** What went wrong on our side. */
  report(fault: Fault): void
  /** What somebody should know, in words. */
  warn(words: string, about?: Record<string, string>): void
  /** From now on this text stands in no line. */
  hide(secret: string | null | undefined): void
}

const shortestSecret = 8

/** JSON lines. What opens anything, or says who somebody is, stands in none of them. */
export function openLog(destination?: { write(line: string): void }): Log {
  const hidden = new Set<string>()
  const logger = pino(
    {
      name: 'verge',
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      serializers: { err: described },
      hooks: { streamWrite: (line) => withoutSecrets(line, hidden) },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  )
  return {
    report: ({ error, ...where }) => logger.error({ ...where, err: error }, 'something broke'),
    note: (happened, about) => logger.info(about, happened),
    warn: (words, about = {}) => logger.warn(about, words),
    hide(secret) {
      if (secret && secret.length >= shortestSecret) hidden.add(secret)
    },
  }
}

/** Of what else an error carries, much is somebody's: the row that was refused, the request, the answer. */
const told = [
  'code',
  'constraint',
  'schema',
  'table',
  'column',
  'routine',
  'status',
  'kind',
  'why',
  'syscall',
]
const causesTold = 5

function described(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return typeof error === 'object' ? { type: 'object' } : String(error)
  const { name, message, stack, cause } = error
  const about: Record<string, unknown> = { type: name, message, stack }
  for (const key of told) {
    const value = (error as unknown as Record<string, unknown>)[key]
    if (typeof value === 'string' || typeof value === 'number') about[key] = value
  }
  if (cause !== undefined && depth < causesTold) about['cause'] = described(cause, depth + 1)
  return about
}

const patterns: [what: RegExp, instead: string][] = [
  [/\bpolar_[a-z]+_[A-Za-z0-9_-]{8,}/g, '[token]'],
  [/\bwhsec_[A-Za-z0-9+/=_-]+/g, '[secret]'],
  [/\b(Bearer|Basic) [A-Za-z0-9._~+/=-]+/g, '$1 [token]'],
  [/\b(?:ctoken|seti_secret|py_secret)_[A-Za-z0-9-]+/g, '[token]'],
  [/\beyJ[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*)+/g, '[sealed]'],
  [/\b((?:set-)?cookie\\?"?\s*[:=]\s*\\?"?)[^"\\\n]+/gi, '$1[cookies]'],
  [/\b((?:__(?:Host|Secure)-)?(?:verge_|better-auth\.)[a-z_.-]+=)[^;,\s"\\]+/g, '$1[cookie]'],
  [/([?&](?:[a-z_]*token|[a-z_]*secret|signature|email|code|state|password)=)[^&\s"\\]+/gi, '$1[hidden]'],
  [/(?<!\w)(\w+:\/\/[^:@/\s"]+:)[^@/\s"]+@/g, '$1[hidden]@'],
  [
    /(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+(?:@|%40)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}/g,
    '[e-mail]',
  ],
]
const digits = /(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])/g

export function withoutSecrets(line: string, hidden: Iterable<string> = []): string {
  let text = line
  for (const secret of hidden) text = text.replaceAll(secret, '[secret]')
  for (const [what, instead] of patterns) text = text.replace(what, instead)
  return text.replace(digits, (number) => (isCardNumber(number) ? '[card]' : number))
}

/** Every card's number ends in a digit that follows from the others; few other numbers do. */
function isCardNumber(text: string): boolean {
  const figures = [...text.replace(/\D/g, '')].toReversed().map(Number)
  const sum = figures.reduce((total, figure, place) => {
    const doubled = place % 2 === 0 ? figure : figure * 2
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}
