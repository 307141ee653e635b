type Handler = (request: Request) => Promise<Response>

/** Asks an app as a browser does that stands on `page`: with the cookies that the app has set so far. */
export function withCookies(handler: Handler, page: { origin: string }) {
  const jar = new Map<string, string>()
  const cookies = () => [...jar].map((pair) => pair.join('=')).join('; ')
  async function ask(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init)
    request.headers.set('origin', page.origin)
    request.headers.set('cookie', cookies())
    const response = await handler(request)
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
      jar.set(name!, value!)
    }
    return response
  }
  return { ask, cookies }
}
