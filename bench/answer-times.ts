import { people } from '../test/people/people.ts'
import { percentile, rounded, type Benchmark, type Figures } from './benchmark.ts'
import { likelihoodOfOneSource } from './mann-whitney.ts'

const parameters = {
  // Fewer show that it works, and nothing else.
  samples_each: Number(process.env.ANSWER_SAMPLES ?? 10_000),
  warm_up_each: 200,
  likelihood_min: 0.01,
  difference_ms_max: 1,
}

const known = people.ada.email
/** As long as the other, so that it takes as much to read. */
const unknown = known.replace(/^./, 'z')

interface Asking {
  path: string
  fields(email: string): Record<string, string>
  answers: number
}

/** Where an address is typed by somebody who is not signed in. */
const askings: Record<string, Asking> = {
  'asking for a code to sign in': {
    path: '/verge/portal/sign-in',
    fields: (email) => ({ email }),
    answers: 303,
  },
  'cancelling without signing in': {
    path: '/verge/cancel',
    fields: (email) => ({ name: 'Somebody', email, contract: 'Pro' }),
    answers: 200,
  },
}

/** Whether the time until an answer tells who has an address here: what comes of it is done afterwards, by nobody who waits. */
export const answerTimes: Benchmark = {
  name: 'answer-times',
  parameters,
  async run({ url }) {
    const rows: { [row: string]: Figures } = {}
    for (const [name, asking] of Object.entries(askings)) rows[name] = await compared(url, asking)
    return rows
  },
}

/** In pairs, each in the order in which the one before was not, so that whatever else happens on the machine happens to both. */
async function compared(url: string, asking: Asking): Promise<Figures> {
  const { samples_each, warm_up_each } = parameters
  const times = { known: [] as number[], unknown: [] as number[] }
  for (let pair = 0; pair < warm_up_each + samples_each; pair++) {
    const order = ['known', 'unknown'] as const
    for (const which of pair % 2 === 0 ? order : order.toReversed()) {
      const took = await timeOf(url, asking, which === 'known' ? known : unknown)
      if (pair >= warm_up_each) times[which].push(took)
    }
  }
  const [ofKnown, ofUnknown] = [percentile(times.known, 0.5), percentile(times.unknown, 0.5)]
  const likelihood = likelihoodOfOneSource(times.known, times.unknown)
  const difference = Math.abs(ofKnown - ofUnknown)
  const isAlike = likelihood > parameters.likelihood_min && difference < parameters.difference_ms_max
  return {
    'known p50 ms': rounded(ofKnown, 3),
    'unknown p50 ms': rounded(ofUnknown, 3),
    'known p99 ms': rounded(percentile(times.known, 0.99), 3),
    'unknown p99 ms': rounded(percentile(times.unknown, 0.99), 3),
    'difference of medians ms': rounded(difference, 4),
    'Mann-Whitney p': rounded(likelihood, 4),
    'told apart': isAlike ? 'no' : 'yes',
  }
}

async function timeOf(url: string, { path, fields, answers }: Asking, email: string): Promise<number> {
  const body = new URLSearchParams(fields(email))
  const headers = { origin: url, 'sec-fetch-site': 'same-origin' }
  const started = performance.now()
  const answer = await fetch(url + path, { method: 'POST', redirect: 'manual', headers, body })
  await answer.arrayBuffer()
  const took = performance.now() - started
  if (answer.status !== answers) throw new Error(`${path} was answered with ${answer.status}`)
  return took
}
