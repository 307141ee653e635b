import { rule, type Check } from '../check.ts'
import { answers, fits, isTrue, refuses, refusesInput, same } from '../expect.ts'
import { versions } from '../official-types.ts'
import type { Trial } from '../trial.ts'

const me = '/v1/customer-portal/customers/me'
const list = '/v1/customers/'
const nobody = crypto.randomUUID()

/** So many customers whose address only this check knows. */
async function several(trial: Trial, count: number): Promise<string> {
  const mark = `page-${crypto.randomUUID()}`
  for (let number = 0; number < count; number++)
    await trial.customer({ email: `${mark}-${number}@example.com`, name: `${mark} ${number}` })
  return mark
}

/** What each list may be sorted by. */
const ownCriteria = {
  'subscriptions/': ['started_at', 'amount', 'status', 'organization', 'product'],
  'orders/': ['created_at', 'amount', 'net_amount', 'product', 'subscription'],
  'benefit-grants/': ['granted_at', 'type', 'organization', 'product_benefit'],
  'meters/': [
    'created_at',
    'modified_at',
    'meter_id',
    'meter_name',
    'consumed_units',
    'credited_units',
    'balance',
  ],
}
const sellersCriteria = {
  '/v1/customers/': ['created_at', 'email', 'name'],
  '/v1/products/': ['created_at', 'name', 'price_amount_type', 'price_amount'],
}

async function sorts({ call }: Trial, path: string, criteria: readonly string[], token?: string) {
  const address = token === undefined ? path : `/v1/customer-portal/${path}`
  const both = criteria.flatMap((criterion) => [criterion, `-${criterion}`])
  for (const query of [...both.map((one) => `sorting=${one}`), both.map((one) => `sorting=${one}`).join('&')])
    answers(await call('GET', `${address}?${query}`, { token }), 200)
  refusesInput(await call('GET', `${address}?sorting=shoe_size`, { token }))
}

export const versioning: readonly Check[] = [
  rule(
    'version.echo',
    'Every API version that the clients know is answered, and named in the answer',
    async ({ call }) => {
      for (const version of versions) {
        const answer = answers(
          await call('GET', `${list}?limit=1`, { headers: { 'polar-version': version } }),
          200,
        )
        same(answer.headers.get('polar-version'), version, 'Polar-Version')
      }
    },
  ),
  rule('version.default', 'Without a version it is 2026-04', async ({ call }) => {
    const answer = answers(await call('GET', `${list}?limit=1`), 200)
    same(answer.headers.get('polar-version'), '2026-04', 'Polar-Version')
  }),
  rule(
    'version.unknown',
    'A version that nobody knows answers 404 as an unknown address does',
    async ({ call }) => {
      for (const version of ['2019-01', 'latest', '2026-4']) {
        const answer = answers(await call('GET', list, { headers: { 'polar-version': version } }), 404)
        same(answer.body, { detail: 'Not Found' }, 'The body')
      }
    },
  ),
  rule('version.same', 'The versions show the same fields of a customer', async (trial) => {
    const { id } = await trial.customer()
    const fields = async (version: string) => {
      const headers = { 'polar-version': version }
      return Object.keys((await trial.call('GET', `/v1/customers/${id}`, { headers })).body).toSorted()
    }
    const first = await fields(versions[0])
    for (const version of versions) same(await fields(version), first, `The fields of ${version}`)
  }),
]

export const errors: readonly Check[] = [
  rule('error.route', 'An address that there is not', async ({ call }) => {
    same(answers(await call('GET', '/v1/nothing-here'), 404).body, { detail: 'Not Found' }, 'The body')
  }),
  rule('error.resource', 'Something that is not there', async ({ call }) => {
    const { body } = answers(await call('GET', `/v1/customers/${nobody}`), 404)
    same(body, { error: 'ResourceNotFound', detail: 'Not found' }, 'The body')
  }),
  rule('error.anonymous', 'No token: 401 that names the realm', async ({ call }) => {
    const answer = await call('GET', list, { token: null })
    refuses(answer, 401)
    same(answer.body, { error: 'Unauthorized', detail: 'Unauthorized' }, 'The body')
    same(answer.headers.get('www-authenticate'), 'Bearer realm="polar"', 'WWW-Authenticate')
  }),
  rule(
    'error.token',
    'A token that nobody knows, of whatever prefix: 401 in the words of OAuth',
    async ({ call }) => {
      for (const token of [
        'polar_oat_unknown',
        'polar_cst_unknown',
        'polar_mst_unknown',
        'polar_pat_unknown',
        'unknown',
      ]) {
        const answer = await call('GET', list, { token })
        refuses(answer, 401, 'invalid_token')
        isTrue(typeof answer.body.error_description === 'string', 'There is no error_description')
        isTrue(answer.headers.get('www-authenticate')?.includes('error='), 'WWW-Authenticate names no error')
      }
    },
  ),
  rule('error.stale', 'A token that nobody knows is refused even where none is needed', async (trial) => {
    const path = `/v1/customer-portal/organizations/${await trial.slug()}`
    answers(await trial.call('GET', path, { token: null }), 200)
    refuses(await trial.call('GET', path, { token: 'polar_cst_stale' }), 401, 'invalid_token')
  }),
  rule('error.kind', 'A valid token of the wrong kind is worth no more than none', async (trial) => {
    const token = await trial.session(await trial.customer())
    refuses(await trial.call('GET', list, { token }), 401, 'Unauthorized')
    refuses(await trial.call('GET', me), 401, 'Unauthorized')
  }),
  rule('error.foreign', 'What is another customer’s is not there: 404, never 403', async (trial) => {
    const { subscription } = await trial.subscriber()
    const token = await trial.session(await trial.customer())
    const path = `/v1/customer-portal/subscriptions/${subscription.id}`
    for (const method of ['GET', 'DELETE'])
      refuses(await trial.call(method, path, { token }), 404, 'ResourceNotFound')
  }),
  rule('error.input', 'Every problem of an input is told with its place', async ({ call }) => {
    refusesInput(await call('GET', '/v1/customers/no-uuid'), 'path/id')
    refusesInput(await call('GET', `${list}?limit=many`), 'query/limit')
    refusesInput(await call('POST', list, { body: {} }), 'body/email')
    refusesInput(await call('POST', list, { body: { email: 'no address' } }), 'body/email')
  }),
  rule('error.json', 'A body that is no JSON is refused', async ({ call }) => {
    refusesInput(await call('POST', list, { body: '{"email":' }))
  }),
  rule('error.nul', 'Text with the NUL character is refused', async (trial) => {
    refusesInput(
      await trial.call('POST', list, { body: { email: trial.newEmail(), name: 'Ada\0' } }),
      'body/name',
    )
  }),
  rule('error.large', 'A body of more than 10 MiB is refused', async ({ call }) => {
    const body = { email: 'large@example.com', name: 'x'.repeat(10 * 1024 * 1024) }
    answers(await call('POST', list, { body }), 413)
  }),
]

export const pagination: readonly Check[] = [
  rule('page.first', 'Ten to a page where nothing is said, and how many pages there are', async (trial) => {
    const mark = await several(trial, 11)
    const { items, pagination: pages } = await trial.get(`${list}?query=${mark}`)
    same(items.length, 10, 'The number of items')
    same(pages, { total_count: 11, max_page: 2 }, 'pagination')
    const last = await trial.get(`${list}?query=${mark}&page=2`)
    same(last.items.length, 1, 'The number of items on the last page')
  }),
  rule('page.beyond', 'Beyond the last page is an empty one', async (trial) => {
    const mark = await several(trial, 1)
    const { items, pagination: pages } = await trial.get(`${list}?query=${mark}&page=9`)
    same(items, [], 'items')
    same(pages, { total_count: 1, max_page: 1 }, 'pagination')
  }),
  rule('page.empty', 'Where nothing is found there is no page', async (trial) => {
    const { items, pagination: pages } = await trial.get(`${list}?query=${crypto.randomUUID()}`)
    same([items, pages], [[], { total_count: 0, max_page: 0 }], 'The answer')
  }),
  rule(
    'page.limit',
    'More than a hundred to a page are a hundred; none is refused',
    async ({ call, get }) => {
      const { items, pagination: pages } = await get(`${list}?limit=100000`)
      isTrue(items.length <= 100, `There are ${items.length} items`)
      same(pages.max_page, Math.ceil(pages.total_count / 100), 'max_page')
      for (const query of ['limit=0', 'limit=-1', 'page=0'])
        refusesInput(await call('GET', `${list}?${query}`))
    },
  ),
  rule(
    'page.sorting',
    'Sorted by what is asked for, both ways; by anything else it is refused',
    async (trial) => {
      const mark = await several(trial, 3)
      const names = async (sorting: string) =>
        (await trial.get(`${list}?query=${mark}&sorting=${sorting}`)).items.map(
          ({ name }: { name: string }) => name,
        )
      const up = await names('name')
      same(
        up,
        [0, 1, 2].map((number) => `${mark} ${number}`),
        'Up',
      )
      same(await names('-name'), up.toReversed(), 'Down')
      refusesInput(await trial.call('GET', `${list}?sorting=shoe_size`))
    },
  ),
  rule(
    'page.criteria',
    'Every list is sorted by each of its criteria, both ways and several at once',
    async (trial) => {
      const { token } = await trial.subscriber()
      for (const [path, criteria] of Object.entries(ownCriteria)) await sorts(trial, path, criteria, token)
      for (const [path, criteria] of Object.entries(sellersCriteria)) await sorts(trial, path, criteria)
    },
  ),
  rule('page.flags', 'True and false are said in several words, in whatever letters', async (trial) => {
    // Sold, so that not as many are archived as are not.
    await trial.product('pro')
    const count = async (word: string) =>
      (await trial.get(`/v1/products/?is_archived=${word}&limit=1`)).pagination.total_count
    for (const [word, others] of [
      ['true', ['True', '1', 'on', 'yes']],
      ['false', ['False', '0', 'off', 'no']],
    ] as const)
      for (const other of others)
        same(await count(other), await count(word), `How many are found by ${other}`)
  }),
  rule('page.repeated', 'A key that is repeated is a list', async (trial) => {
    const [pro, plus] = [await trial.product('pro'), await trial.product('plus')]
    const { items } = await trial.get(`/v1/products/?id=${pro.id}&id=${plus.id}`)
    same(items.map(({ id }: { id: string }) => id).toSorted(), [pro.id, plus.id].toSorted(), 'The products')
  }),
  rule('page.metadata', 'Metadata is looked for by metadata[key]', async (trial) => {
    const reference = crypto.randomUUID()
    const { id } = await trial.customer({ metadata: { referenceId: reference } })
    const { items } = await trial.get(`${list}?metadata[referenceId]=${reference}`)
    same(
      items.map((one: { id: string }) => one.id),
      [id],
      'Who is found',
    )
    same((await trial.get(`${list}?metadata%5BreferenceId%5D=${nobody}`)).items, [], 'Who is found otherwise')
  }),
  rule('page.sees', 'Whoever was just made is found at once', async (trial) => {
    const { id, email } = await trial.customer()
    same((await trial.get(`${list}?email=${email}`)).items[0]?.id, id, 'Who is found')
  }),
]

export const wire: readonly Check[] = [
  rule(
    'wire.slash',
    'Both spellings of an address are served as they are, for writing too',
    async (trial) => {
      for (const path of ['/v1/customers', '/v1/customers/']) {
        const { body } = answers(await trial.call('POST', path, { body: { email: trial.newEmail() } }), 201)
        await trial.delete(`/v1/customers/${body.id}`)
      }
      for (const path of ['/v1/webhooks/endpoints', '/v1/webhooks/endpoints/'])
        answers(await trial.call('GET', path), 200)
    },
  ),
  rule('wire.prefix', '/api/v1 is /v1', async ({ call }) => {
    answers(await call('GET', '/api/v1/customers/?limit=1'), 200)
  }),
  rule(
    'wire.preflight',
    'Browsers of every origin may ask, with the headers that the clients send',
    async ({ call }) => {
      const wanted = ['authorization', 'content-type', 'polar-version', 'polar-organization']
      const answer = await call('OPTIONS', me, {
        token: null,
        headers: {
          origin: 'https://verge.example',
          'access-control-request-method': 'PATCH',
          'access-control-request-headers': wanted.join(','),
        },
      })
      isTrue(answer.status < 300, `It answered ${answer.status}`)
      same(answer.headers.get('access-control-allow-origin'), '*', 'Access-Control-Allow-Origin')
      const allowed = answer.headers.get('access-control-allow-headers')?.toLowerCase() ?? ''
      for (const name of wanted) isTrue(allowed === '*' || allowed.includes(name), `${name} is not allowed`)
      const methods = answer.headers.get('access-control-allow-methods') ?? ''
      for (const method of ['GET', 'POST', 'PATCH', 'DELETE'])
        isTrue(methods === '*' || methods.includes(method), `${method} is not allowed`)
      same(
        answer.headers.get('access-control-allow-credentials') ?? 'false',
        'false',
        'Access-Control-Allow-Credentials',
      )
    },
  ),
  rule('wire.exposed', 'A browser may read the version, also of a refusal', async ({ call }) => {
    const answer = await call('GET', me, { token: null, headers: { origin: 'https://verge.example' } })
    same(answer.headers.get('access-control-allow-origin'), '*', 'Access-Control-Allow-Origin')
    const exposed = answer.headers.get('access-control-expose-headers')?.toLowerCase() ?? ''
    isTrue(exposed === '*' || exposed.includes('polar-version'), `It exposes ${exposed}`)
  }),
  rule('wire.encoded', 'An external id with a slash in it is one', async (trial) => {
    const external_id = `a/b c+${crypto.randomUUID()}`
    const { id } = await trial.customer({ external_id })
    fits(await trial.get(`/v1/customers/external/${encodeURIComponent(external_id)}`), { id, external_id })
  }),
  rule('wire.offset', 'Every instant has an offset', async (trial) => {
    const { subscription } = await trial.subscriber()
    for (const [name, value] of Object.entries(subscription))
      if (value !== null && /_(at|start|end)$/.test(name) && typeof value === 'string')
        isTrue(/T.*(Z|[+-]\d\d:\d\d)$/.test(value), `${name} is ${value}`)
  }),
  rule('wire.null', 'What has no value is null, and never missing', async (trial) => {
    const { subscription } = await trial.subscriber()
    fits(subscription, {
      pending_update: null,
      ended_at: null,
      ends_at: null,
      canceled_at: null,
      paused_at: null,
      resumes_at: null,
      discount_id: null,
      seats: null,
    })
  }),
]
