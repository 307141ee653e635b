import { gunzipSync } from 'node:zlib'
import autocannon from 'autocannon'
import { percentile, rounded, type Benchmark, type Figures } from './benchmark.ts'
import { rendererOf } from './rendering-alone.ts'

const parameters = { warm_up_seconds: 8, seconds: 15, accept_encoding: 'gzip', product_cores: 1 }

/**
 * How many overview pages one core renders, and how long one takes, over HTTP and signed in; and how long the page
 * itself takes, its data at hand.
 */
export const overviewRendering: Benchmark = {
  name: 'overview-rendering',
  parameters,
  async run(product) {
    const { overviewUrl, signIn } = product
    const headers = { cookie: await signIn(), 'accept-encoding': parameters.accept_encoding }
    const first = await fetch(overviewUrl, { headers })
    const page = await first.text()
    if (!page.includes('Cancel subscription')) throw new Error(`Not the overview: ${first.status} ${page}`)

    async function load(connections: number, duration: number): Promise<Figures> {
      const times: number[] = []
      const run = autocannon({ url: overviewUrl, connections, duration, headers })
      run.on('response', (_client, _status, _bytes, milliseconds) => times.push(milliseconds))
      const result = await run
      if (result.errors + result.non2xx > 0)
        throw new Error(`${result.errors} errors, ${result.non2xx} answers that were not the page`)
      return {
        ...figuresOf(times, result.duration),
        'bytes per page': Math.round(result.throughput.total / result['2xx']),
      }
    }

    await load(4, parameters.warm_up_seconds)
    const render = await rendererOf(product)
    const { pathname } = new URL(overviewUrl)
    const rendered = gunzipSync(await render(pathname)).toString()
    if (!rendered.includes('Cancel subscription')) throw new Error(`Not the overview: ${rendered}`)
    await timesOf(() => render(pathname), parameters.warm_up_seconds)
    return {
      'the page alone': await timesOf(() => render(pathname), parameters.seconds),
      'one visitor at a time': await load(1, parameters.seconds),
      'eight visitors at once': await load(8, parameters.seconds),
    }
  },
}

/** One after the other, for so long. */
async function timesOf(render: () => Promise<unknown>, seconds: number): Promise<Figures> {
  const times: number[] = []
  const until = performance.now() + seconds * 1000
  while (performance.now() < until) {
    const asked = performance.now()
    await render()
    times.push(performance.now() - asked)
  }
  return figuresOf(times, seconds)
}

function figuresOf(times: readonly number[], seconds: number): Figures {
  return {
    pages: times.length,
    'pages per second': rounded(times.length / seconds, 1),
    'p50 ms': rounded(percentile(times, 0.5)),
    'p99 ms': rounded(percentile(times, 0.99)),
  }
}
