import { expect, it } from 'vitest'
import { createDoor } from './door.ts'
import { openLog } from './ports/log.ts'

function doorOf(problem: () => Promise<string | null> = async () => null) {
  const lines: string[] = []
  let count = 0
  const log = openLog({ write: (line) => void lines.push(line) })
  const door = createDoor({ log, newReference: () => `ref-${++count}`, problem })
  return { door, lines }
}
const ask = (path: string) => new Request(`http://localhost:4000${path}`)
const fine = async () => new Response('fine')

it('serves nobody before it is open, and says so', async () => {
  const { door } = doorOf()
  for (const path of ['/readyz', '/verge/portal', '/healthz']) {
    const answer = await door.pass(ask(path), fine)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2'])
    expect(await answer.json()).toEqual({ status: 'unavailable', problem: 'Verge is starting.' })
  }
})

it('says that it is stopping while those inside still finish', async () => {
  const { door } = doorOf()
  door.open()
  expect((await door.pass(ask('/readyz'), fine)).status).toBe(200)
  door.close()
  expect(await (await door.pass(ask('/readyz'), fine)).json()).toMatchObject({
    problem: 'Verge is stopping.',
  })
  expect(await (await door.pass(ask('/'), fine)).text()).toBe('fine')
})

it('says in words what is wrong with the database', async () => {
  const { door } = doorOf(async () => 'The database cannot be reached.')
  door.open()
  const answer = await door.pass(ask('/readyz'), fine)
  expect(answer.status).toBe(503)
  expect(await answer.json()).toMatchObject({ problem: 'The database cannot be reached.' })
})

it('answers for a handler that throws, with a reference that stands in the log', async () => {
  const { door, lines } = doorOf()
  door.open()
  const answer = await door.pass(ask('/x'), async () => {
    throw new Error('broke for ada@example.com')
  })
  expect(answer.status).toBe(500)
  expect(await answer.text()).toContain('Reference: ref-1')
  expect(lines.join('')).toContain('"reference":"ref-1"')
  expect(lines.join('')).not.toContain('ada@')
})

it('answers of its own as what they say, framed by nobody and kept by nothing', async () => {
  const { door } = doorOf()
  const answers = [await door.pass(ask('/verge/portal'), fine)]
  door.open()
  answers.push(await door.pass(ask('/readyz'), fine))
  answers.push(await door.pass(ask('/x'), () => Promise.reject(new Error('broken'))))
  expect(answers.map(({ status }) => status)).toEqual([503, 200, 500])
  for (const { headers } of answers) {
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
  }
})

it('leaves a stray error outside of every request to the process', () => {
  const { door } = doorOf()
  door.open()
  expect(door.takeStray(new Error('of nobody'))).toBe(false)
})
