interface Subscription {
  status: string
  cancel_at_period_end: boolean
}

export function signInPage(problem = ''): string {
  const form = (action: string, button: string) => `<form method="post" action="${action}">
<label>E-mail <input name="email" type="email" autocomplete="email" required></label>
<label>Password <input name="password" type="password" minlength="8" required></label>
<button>${button}</button>
</form>`
  return page(
    `${problem && `<p role="alert">${escaped(problem)}</p>`}${form('/sign-in', 'Sign in')}${form('/sign-up', 'Sign up')}`,
  )
}

export function signedInPage(email: string, subscriptions: readonly Subscription[]): string {
  const has = subscriptions.map((one) => `<li>Pro: ${escaped(inWords(one))}</li>`).join('')
  return page(`<p>${escaped(email)}</p>
<ul>${has || '<li>No subscription yet</li>'}</ul>
<form method="post" action="/manage"><button>Manage subscription</button></form>
<form method="post" action="/buy"><button>Buy Pro</button></form>`)
}

function inWords({ status, cancel_at_period_end }: Subscription): string {
  return cancel_at_period_end ? `${status}, ends with this period` : status
}

export function problemPage(problem: string): string {
  return page(`<p role="alert">${escaped(problem)}</p><p><a href="/">Back</a></p>`)
}

function page(content: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Example</title><h1>Example</h1>${content}</html>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
