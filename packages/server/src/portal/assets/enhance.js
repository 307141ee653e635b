// Every page is whole without this. With it the next page is there when a finger lifts, focus and scroll go where they help,
// and a button says that it is working.

const base = () => document.body.dataset.base

// What leads on to the bank or back to the app, or hands out a file, is left to the browser, and never asked for before somebody wants it.
const leadsOn = /\.\w+$|\/(add|pay|activate|return|data|back)$/

const isOurs = (url) =>
  base() &&
  url.origin === location.origin &&
  `${url.pathname}/`.startsWith(`${base()}/`) &&
  !leadsOn.test(url.pathname)

// What a pointer rests on is asked for once, and believed for a few seconds.
const asked = new Map()

function ask(address) {
  const known = asked.get(address)
  if (known && performance.now() - known.at < 5000) return known.page
  const page = fetch(address, { headers: { accept: 'text/html' } }).then(async (answer) => {
    const type = answer.headers.get('content-type')
    if (!type?.startsWith('text/html') || !isOurs(new URL(answer.url))) throw answer
    return { address: answer.url, text: await answer.text() }
  })
  page.catch(() => asked.delete(address))
  asked.set(address, { at: performance.now(), page })
  return page
}

// The one way by which text becomes a page: what was asked for above, which is ours. Browsers refuse every other.
const pages = { createHTML: (text) => text }
const trusted = globalThis.trustedTypes?.createPolicy('verge', pages) ?? pages

const styleOf = (page) => page.querySelector('link[rel=stylesheet]')?.getAttribute('href')

const read = (text) => new DOMParser().parseFromString(trusted.createHTML(text), 'text/html')

function show({ text }) {
  const next = read(text)
  // After an update the browser fetches everything anew.
  if (styleOf(next) !== styleOf(document)) throw next
  document.title = next.title
  for (const { name, value } of next.documentElement.attributes)
    document.documentElement.setAttribute(name, value)
  document.body.replaceWith(next.body)
  asked.clear()
}

function focus(place) {
  if (!place) return
  place.tabIndex = -1
  place.focus({ preventScroll: true })
}

// Not every browser takes the style's word for it.
const showWhere = () =>
  document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })

const here = () => location.href.split('#')[0]

let latest = 0
let shown = here()

async function go(address, y) {
  const turn = ++latest
  const isNew = y === undefined
  try {
    const page = await ask(address)
    if (turn !== latest) return
    if (isNew) history.replaceState({ y: scrollY }, '')
    show(page)
    if (isNew) history.pushState(null, '', page.address)
    shown = here()
    focus(document.querySelector('h1'))
    showWhere()
    scrollTo(0, y ?? 0)
  } catch {
    if (turn === latest) location.assign(address)
  }
}

// A place on a page is the browser's to go to.
const linkAt = ({ target }) => {
  const link = target.closest?.('a[href]:not([target], [download])')
  return link && !link.hash && isOurs(link) ? link : null
}

addEventListener('click', (event) => {
  const link = linkAt(event)
  const isElse = event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey
  if (!link || isElse || event.defaultPrevented) return
  event.preventDefault()
  link.ariaBusy = 'true'
  go(link.href)
})

for (const sign of ['pointerover', 'touchstart', 'focusin'])
  addEventListener(
    sign,
    (event) => {
      const link = linkAt(event)
      if (link && link.href !== location.href && !navigator.connection?.saveData)
        ask(link.href).catch(() => {})
    },
    { passive: true },
  )

history.scrollRestoration = 'manual'
addEventListener('popstate', ({ state }) => {
  if (here() === shown) latest++
  else go(location.href, state?.y ?? 0)
})
addEventListener('pagehide', () => (history.scrollRestoration = 'auto'))

// What others decide is looked at again, for some minutes and while somebody is there. Nothing moves by it: it says that
// there is news, and the link beside it leads there.
let looks = 40

setInterval(async () => {
  const place = document.querySelector('[data-news]')
  if (!place || document.hidden || --looks < 0) return
  const seen = await fetch(place.lastChild.href, { redirect: 'manual' }).catch(() => ({}))
  // One that leads on has no status.
  if (seen.ok ? read(await seen.text()).querySelector('[data-news]') : seen.status !== 0) return
  place.firstChild.textContent = place.dataset.news
  delete place.dataset.news
}, 5000)

let working = null

const rest = () => {
  if (!working) return
  const { button, text } = working
  button.ariaBusy = null
  button.textContent = text
  working = null
}

addEventListener('submit', (event) => {
  const button = event.submitter ?? event.target.querySelector('button:not([type=button])')
  if (working) return event.preventDefault()
  if (!button || event.defaultPrevented) return
  working = { button, text: button.textContent }
  button.ariaBusy = 'true'
  button.textContent = document.body.dataset.working
  // An answer that is a file leaves the page as it is.
  setTimeout(rest, 15000)
})
addEventListener('pageshow', rest)

if (!scrollY) showWhere()

// What was just done is read out, and is where the keyboard goes on.
focus(document.querySelector('.notice[role]'))
