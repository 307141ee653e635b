/** What only a sandbox lets a program do: type cards, pass time, read mails. */
export interface Sandbox {
  now(): Promise<Date>
  /** By an ISO 8601 duration; everything that falls due on the way happens. */
  advance(duration: string): Promise<void>
  moveTo(date: Date): Promise<void>
  /** What the processor's page answers for a typed card. */
  cardToken(number: string): Promise<string>
  /** The customer's answer to the bank; the intent's id. */
  approve(client_secret: string, answer?: 'approve' | 'decline'): Promise<string>
  /** Lets the next charge fail for that reason, whatever the card. */
  failNext(decline: string): Promise<void>
  mails(recipient: string): Promise<Mail[]>
}

export interface Mail {
  kind: string
  recipient: string
  subject: string
  body: string
}

/** Null: the server has none. */
export async function openSandbox({ url, token }: { url: string; token: string }): Promise<Sandbox | null> {
  const { origin } = new URL(url)
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }

  async function read(path: string, body?: object): Promise<Record<string, unknown>> {
    const answer = await fetch(`${origin}/sandbox/${path}`, {
      headers,
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as Record<string, unknown>
  }

  /** As a browser on a page of the sandbox sends a form. */
  const posted = (address: string, form: Record<string, string>) =>
    fetch(address, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin, 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams(form),
    })

  /** A form of the processor's pages; what it leads back with. */
  async function send(
    page: string,
    query: Record<string, string>,
    form: Record<string, string>,
    answer: string,
  ) {
    const return_to = `${origin}/conformance`
    const address = `${origin}/sandbox/${page}?${new URLSearchParams({ return_to, locale: 'en', ...query })}`
    const back = await posted(address, form)
    const value = new URL(back.headers.get('location') ?? return_to, origin).searchParams.get(answer)
    if (!value) throw new Error(`The sandbox's page ${page} answered ${back.status} without ${answer}`)
    return value
  }

  const found = await fetch(`${origin}/sandbox/clock`, { headers }).catch(() => null)
  const clock: unknown = found?.ok ? await found.json().catch(() => null) : null
  if (!clock || typeof clock !== 'object' || !('now' in clock)) return null
  return {
    now: async () => new Date((await read('clock')).now as string),
    advance: async (duration) => void (await read('clock', { advance: duration })),
    moveTo: async (date) => void (await read('clock', { now: date.toISOString() })),
    cardToken: (number) => send('card', {}, { number, expiry: '12/49', cvc: '123' }, 'confirmation_token'),
    async approve(client_secret, answer = 'approve') {
      const kind = client_secret.startsWith('seti') ? 'setup_intent' : 'payment_intent'
      return send('3d-secure', { client_secret }, { answer }, kind)
    },
    async failNext(decline) {
      await posted(`${origin}/sandbox`, { decline })
    },
    async mails(recipient) {
      const { items } = (await read('emails')) as { items: Mail[] }
      return items.filter((mail) => mail.recipient === recipient)
    },
  }
}
