import { describe, expect, it } from 'vitest'
import { callerWithin, Declined } from './call.ts'

const answered = (statusCode: number) => Object.assign(new Error('no'), { statusCode })

function failing(...failures: unknown[]) {
  let tries = 0
  const run = async () => {
    const failure = failures[tries++]
    if (failure) throw failure
    return 'yes'
  }
  return { run, tries: () => tries }
}

describe('a call that changes nothing', () => {
  it.each([new TypeError('fetch failed'), answered(502)])(
    'is tried a second time after %s',
    async (failure) => {
      const { run, tries } = failing(failure)
      expect(await callerWithin(1_000)('read', run, { again: true })).toBe('yes')
      expect(tries()).toBe(2)
    },
  )

  it.each([answered(429), answered(404), answered(401)])(
    'is not, after an answer that means something',
    async (no) => {
      const { run, tries } = failing(no)
      await expect(callerWithin(1_000)('read', run, { again: true })).rejects.toThrow(/with 4/)
      expect(tries()).toBe(1)
    },
  )

  it('ends at its limit, both tries together', async () => {
    let tries = 0
    const run = () => (++tries === 1 ? Promise.reject(answered(502)) : new Promise<never>(() => {}))
    await expect(callerWithin(50)('read', run, { again: true })).rejects.toMatchObject({
      kind: 'unavailable',
      message: 'read took longer than 50 ms',
    })
    expect(tries).toBe(2)
  })
})

it('asks once for what changes something: the first may have been heard', async () => {
  const { run, tries } = failing(answered(502))
  await expect(callerWithin(1_000)('create', run)).rejects.toMatchObject({ kind: 'unavailable' })
  expect(tries()).toBe(1)
})

it('tells a token that is refused from a subscription that is over', async () => {
  const over = Object.assign(answered(403), { error: { error: 'AlreadyCanceledSubscription' } })
  await expect(callerWithin(1_000)('revoke', failing(over).run)).rejects.toBeInstanceOf(Declined)
  await expect(callerWithin(1_000)('revoke', failing(answered(403)).run)).rejects.toMatchObject({
    kind: 'refused',
  })
})
