import { expect, it } from 'vitest'
import * as z from 'zod'
import { operations } from '@verge/polar/contract/operations'

/** Where a shape takes what it does not name, by the way there; whatever stands in a record is named by its writer. */
function openPlaces(shape: unknown, way: string, seen = new Set<unknown>()): string[] {
  if (!(shape instanceof z.core.$ZodType) || seen.has(shape)) return []
  seen.add(shape)
  const { def } = shape._zod
  const takesMore =
    shape instanceof z.core.$ZodObject &&
    shape._zod.def.catchall !== undefined &&
    !(shape._zod.def.catchall instanceof z.core.$ZodNever)
  const inner = Object.entries(def).flatMap(([name, part]: [string, unknown]) => {
    if (part instanceof z.core.$ZodType) return openPlaces(part, `${way}.${name}`, seen)
    const parts = part !== null && typeof part === 'object' ? Object.entries(part) : []
    return parts.flatMap(([key, one]) => openPlaces(one, `${way}.${key}`, seen))
  })
  return takesMore ? [way, ...inner] : inner
}

it('finds a shape that takes more than it names', () => {
  const shape = z.object({ list: z.array(z.looseObject({ name: z.string() })).optional() })
  expect(openPlaces(shape, 'body')).toHaveLength(1)
})

it('no operation takes a field that it does not name: it refuses it, or leaves it out', () => {
  expect(operations.length).toBeGreaterThan(150)
  const open = operations.flatMap(({ name, params, query, body }) =>
    [params, query, body].flatMap((shape) => openPlaces(shape, name)),
  )
  expect(open).toEqual([])
})
