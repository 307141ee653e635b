import { chromium, type Browser, type CDPSession } from '@playwright/test'
import { spread, type Benchmark, type Figures } from './benchmark.ts'
import { chromiumArgs, chromiumPath, installChromium } from '../test/browser/chromium.ts'
import type { Product } from './product.ts'

const runs = 9
const slow = { cpu_slowdown: 4, megabits_per_second: 1.6, latency_ms: 150 }
const words = 'Cancel subscription'

interface Visit {
  requests: number
  bytes: number
  first_contentful_paint: number
  words_visible: number
}

/** A first visit with an empty cache, from the overview's address (after the link's exchange) and from the link. */
export const coldVisit: Benchmark = {
  name: 'cold-visit',
  parameters: { runs, ...slow, words, bytes_aimed_at: 14_600 },
  elsewhere: {
    "Polar's own portal until the subscription shows, plain": {
      requests: 74,
      bytes: 2_160_000,
      'words ms median': 788,
    },
    "Polar's own portal until the subscription shows, throttled": {
      requests: 74,
      bytes: 2_160_000,
      'words ms median': 11_700,
    },
  },
  async run(product) {
    installChromium()
    const browser = await chromium.launch({
      executablePath: chromiumPath(),
      args: chromiumArgs,
    })
    try {
      // The first page of a new browser pays for starting processes that are no part of a visit.
      await visit(browser, product, { throttled: false, byLink: false })
      return {
        'overview, plain': await several(browser, product, { throttled: false, byLink: false }),
        'overview, throttled': await several(browser, product, { throttled: true, byLink: false }),
        'link to overview, plain': await several(browser, product, { throttled: false, byLink: true }),
        'link to overview, throttled': await several(browser, product, { throttled: true, byLink: true }),
      }
    } finally {
      await browser.close()
    }
  },
}

interface Manner {
  throttled: boolean
  byLink: boolean
}

async function several(browser: Browser, product: Product, manner: Manner): Promise<Figures> {
  const visits: Visit[] = []
  for (let run = 0; run < runs; run++) visits.push(await visit(browser, product, manner))
  const of = (key: keyof Visit) => visits.map((one) => one[key])
  return {
    requests: Math.max(...of('requests')),
    bytes: Math.max(...of('bytes')),
    ...spread('first paint ms', of('first_contentful_paint')),
    ...spread('words ms', of('words_visible')),
  }
}

async function visit(browser: Browser, product: Product, { throttled, byLink }: Manner): Promise<Visit> {
  const context = await browser.newContext()
  try {
    if (!byLink) {
      const [name, value] = (await product.signIn()).split('=') as [string, string]
      await context.addCookies([{ name, value, url: product.overviewUrl }])
    }
    const address = byLink ? await product.link() : product.overviewUrl
    const page = await context.newPage()
    const devtools = await context.newCDPSession(page)
    const traffic = await watchTraffic(devtools)
    if (throttled) await slowDown(devtools)
    await page.addInitScript(noteWhenVisible, words)
    const startedAt = Date.now()
    await page.goto(address)
    const times = await page.waitForFunction(() => {
      // By the link, the page that bears the words is not the first one: hence its origin in time.
      const paint = performance.getEntriesByName('first-contentful-paint')[0]
      const [words] = performance.getEntriesByName('words-visible')
      const { timeOrigin } = performance
      return paint && words ? { paint: paint.startTime, words: words.startTime, timeOrigin } : null
    })
    const { paint, words: seen, timeOrigin } = (await times.jsonValue())!
    await page.waitForLoadState('networkidle')
    if (!(await page.getByText(words, { exact: true }).first().isVisible()))
      throw new Error(`${words} is on the page and not visible`)
    const before = byLink ? timeOrigin - startedAt : 0
    // The mark may come a few milliseconds before its frame is on the screen: nothing is seen before the first paint.
    const visible = Math.max(paint, seen)
    return { ...traffic(), first_contentful_paint: before + paint, words_visible: before + visible }
  } finally {
    await context.close()
  }
}

/** Everything that crossed the network, headers included, as the browser counts it. */
async function watchTraffic(devtools: CDPSession): Promise<() => Pick<Visit, 'requests' | 'bytes'>> {
  const counted = { requests: 0, bytes: 0 }
  devtools.on('Network.requestWillBeSent', ({ redirectResponse }) => {
    counted.requests++
    if (redirectResponse) counted.bytes += redirectResponse.encodedDataLength
  })
  devtools.on('Network.requestServedFromCache', () => void counted.requests--)
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    counted.bytes += encodedDataLength
  })
  await devtools.send('Network.enable')
  return () => counted
}

async function slowDown(devtools: CDPSession): Promise<void> {
  const bytesPerSecond = (slow.megabits_per_second * 1_000_000) / 8
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slow.cpu_slowdown })
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: slow.latency_ms,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  })
}

/** Runs in the page: marks the frame after the first one in which the words can be seen. */
function noteWhenVisible(words: string): void {
  // Functions here have no names: the loader of TypeScript would call its own code to keep them.
  new MutationObserver((_changes, observer) => {
    const found = [...document.querySelectorAll('a, button')].some(
      (element) => element.textContent?.trim() === words,
    )
    if (!found) return
    observer.disconnect()
    // No frame comes before the stylesheet is there.
    requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('words-visible')))
  }).observe(document, { childList: true, subtree: true })
}
