import { deepStrictEqual, partialDeepStrictEqual } from 'node:assert/strict'
import type { Answer } from './server.ts'

function told(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}

export function same(actual: unknown, expected: unknown, what = 'It'): void {
  try {
    deepStrictEqual(actual, expected)
  } catch {
    throw new Error(`${what} is ${told(actual)}, not ${told(expected)}`)
  }
}

/** Every field that is expected is there with its value; there may be more. */
export function fits(actual: unknown, expected: object, what = 'It'): void {
  try {
    partialDeepStrictEqual(actual, expected)
  } catch {
    const seen =
      typeof actual === 'object' && actual !== null && !Array.isArray(actual)
        ? Object.fromEntries(
            Object.keys(expected).map((key) => [key, (actual as Record<string, unknown>)[key]]),
          )
        : actual
    throw new Error(`${what} has ${told(seen)}, not ${told(expected)}`)
  }
}

export function isTrue(condition: unknown, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise)
}

export function answers(answer: Answer, status: number): Answer {
  if (answer.status !== status)
    throw new Error(
      `${answer.asked} answered ${answer.status}, not ${status}: ${told(answer.body ?? answer.text)}`,
    )
  return answer
}

/** The domain says no, by Polar's name and status. */
export function refuses(answer: Answer, status: number, error?: string): void {
  answers(answer, status)
  if (error) same(answer.body?.error, error, `The error of ${answer.asked}`)
}

/** The input is refused, at the place that is named; `/` parts its steps. */
export function refusesInput(answer: Answer, place?: string): void {
  answers(answer, 422)
  const { error, detail } = answer.body as unknown as {
    error: string
    detail: { type: string; loc: unknown[]; msg: string }[]
  }
  isTrue(/^(Polar)?RequestValidationError$/.test(error), `The error of ${answer.asked} is ${error}`)
  isTrue(
    Array.isArray(detail) && detail.length > 0,
    `The detail of ${answer.asked} is ${told(detail)}, not a list`,
  )
  for (const one of detail)
    isTrue(
      typeof one.type === 'string' && typeof one.msg === 'string' && Array.isArray(one.loc),
      `${answer.asked} tells a problem as ${told(one)}`,
    )
  if (!place) return
  const places = detail.map(({ loc }) => loc.join('/'))
  isTrue(places.includes(place), `${answer.asked} names ${told(places)}, not ${place}`)
}
