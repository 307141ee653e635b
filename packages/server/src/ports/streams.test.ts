import { expect, it } from 'vitest'
import { openStreams } from './streams.ts'

const open = () => openStreams({ max: 3, maxEach: 2, everyMs: 5 })

it('lets in so many to one thing, and so many in all, and others when they have left', () => {
  const streams = open()
  const [first, second] = [streams.enter('ada'), streams.enter('ada')]
  expect([first, second, streams.enter('ada')].map(Boolean)).toEqual([true, true, false])
  expect([streams.enter('grace'), streams.enter('linus')].map(Boolean)).toEqual([true, false])
  first!.leave()
  first!.leave()
  expect([streams.enter('ada'), streams.enter('ada')].map(Boolean)).toEqual([true, false])
})

it('wakes who listens again and again, until they leave', async () => {
  const listener = open().enter('ada')!
  expect([await listener.pause(), await listener.pause()]).toEqual([true, true])
  listener.leave()
  expect(await listener.pause()).toBe(false)
})

it('lets everybody go at once when it is closed, and nobody in', async () => {
  const streams = openStreams({ max: 3, maxEach: 2, everyMs: 60_000 })
  const pauses = ['ada', 'grace'].map((to) => streams.enter(to)!.pause())
  streams.close()
  expect(await Promise.all(pauses)).toEqual([false, false])
  expect(streams.enter('ada')).toBeNull()
})
