import { getMigrations } from 'better-auth/db/migration'
import { isAPIError } from 'better-auth/api'
import { fromNodeHeaders, toNodeHandler } from 'better-auth/node'
import express, { type Request, type Response } from 'express'
import { auth } from './auth.ts'
import { problemPage, signedInPage, signInPage } from './pages.ts'

await (await getMigrations(auth.options)).runMigrations()

const app = express()
// The plugin reads the body of a webhook as it came, so this stands before anything that parses bodies.
app.all('/api/auth/*path', toNodeHandler(auth))
app.use(express.urlencoded())

app.get('/', async (request, response) => {
  const headers = fromNodeHeaders(request.headers)
  const session = await auth.api.getSession({ headers })
  if (!session) return void response.send(signInPage())
  const { subscriptions } = await auth.api.listSubscriptions({ headers })
  response.send(signedInPage(session.user.email, subscriptions))
})

app.post('/sign-up', ({ body: { email, password } }, response) =>
  withCookies(response, () =>
    auth.api.signUpEmail({ body: { email, password, name: email }, asResponse: true }),
  ),
)

app.post('/sign-in', ({ body: { email, password } }, response) =>
  withCookies(response, () => auth.api.signInEmail({ body: { email, password }, asResponse: true })),
)

app.post('/buy', (request, response) =>
  lead(request, response, (headers) => auth.api.checkout({ headers, body: { slug: 'pro' } })),
)

app.post('/manage', (request, response) =>
  lead(request, response, (headers) => auth.api.portal({ headers, body: {} })),
)

/** To the address that the plugin answers, or back with the code of its refusal. */
async function lead(
  request: Request,
  response: Response,
  open: (headers: Headers) => Promise<{ url: string }>,
): Promise<void> {
  try {
    const { url } = await open(fromNodeHeaders(request.headers))
    response.redirect(303, url)
  } catch (error) {
    if (!isAPIError(error)) throw error
    response.status(error.statusCode).send(problemPage(`${error.body?.message} (${error.body?.code})`))
  }
}

async function withCookies(response: Response, answer: () => Promise<globalThis.Response>): Promise<void> {
  const { ok, headers } = await answer()
  if (!ok) return void response.status(401).send(signInPage('That did not work.'))
  for (const cookie of headers.getSetCookie()) response.append('set-cookie', cookie)
  response.redirect(303, '/')
}

const { port, origin } = new URL(process.env.BETTER_AUTH_URL!)
app.listen(Number(port), () => console.log(origin))
