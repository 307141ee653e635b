import { expect, it } from 'vitest'
import { keptFor } from './kept.ts'

it('makes each once, also one of which nothing comes', () => {
  const asked: string[] = []
  const first = keptFor((locale) => {
    asked.push(locale)
    return locale[0] ?? null
  })
  expect([first('de'), first(''), first('de'), first('')]).toEqual(['d', null, 'd', null])
  expect(asked).toEqual(['de', ''])
})

it('keeps those that were asked for last, and no more than it may', () => {
  let made = 0
  const kept = keptFor(() => (made += 1))
  kept('de')
  for (let number = 0; number < 199; number++) kept(`x-${number}`)
  expect(kept('de')).toBe(1)
  kept('x-199')
  expect(kept('de')).toBe(1)
  expect(kept('x-0')).toBe(202)
})
