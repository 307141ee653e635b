import * as z from 'zod'
import type { Operation } from '@verge/polar/contract/operation'
import { Refusal, type InputProblem } from '@verge/polar/refusals'
import { boundedBody } from '../ports/bounded-body.ts'

const bodyBytesMax = 10 * 1024 * 1024

export class BodyTooLarge extends Error {}

/** Decodes what was sent by the contract; every problem is named with the place where it stands. */
export async function readInput(operation: Operation, request: Request, params: Record<string, string>) {
  const problems: InputProblem[] = []
  const decode = (place: string, schema: z.ZodType | undefined, value: unknown) => {
    if (!schema) return undefined
    const unfit = unfitParts(value, place)
    if (unfit.length > 0) return void problems.push(...unfit)
    const result = z.safeDecode(schema, value as never)
    if (result.success) return result.data
    problems.push(...result.error.issues.flatMap((issue) => problemsOf(issue, [place], value)))
    return undefined
  }
  const url = new URL(request.url)
  const input = {
    params: decode('path', operation.params, params),
    query: decode('query', operation.query, queryOf(url, operation.query)),
    body: operation.body ? decode('body', operation.body, await jsonOf(request)) : undefined,
  }
  if (problems.length > 0) throw new Refusal('RequestValidationError', problems)
  return input
}

function problemsOf(issue: z.core.$ZodIssue, loc: readonly string[], input: unknown): InputProblem[] {
  const place = [...loc, ...issue.path.map((part) => (typeof part === 'symbol' ? part.toString() : part))]
  return [{ type: issue.code, loc: place, msg: issue.message, input: valueAt(input, issue.path) }]
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const part of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[part]
  return value ?? null
}

const depthMax = 32

/** Text that PostgreSQL cannot hold, in whatever part of what was sent; and what goes deeper than anything here is. */
function unfitParts(sent: unknown, place: string): InputProblem[] {
  const problems: InputProblem[] = []
  const walk = (value: unknown, loc: (string | number)[]) => {
    if (typeof value === 'string' && !isFit(value)) problems.push(problem('string_unicode', loc, unfit))
    if (typeof value !== 'object' || value === null) return
    // Not even shown again: whoever would write it down again would go as deep.
    if (loc.length > depthMax) return void problems.push(problem('recursion_loop', [place], tooDeep))
    for (const [key, inner] of Object.entries(value)) {
      if (!isFit(key)) problems.push(problem('string_unicode', loc, unfit))
      walk(inner, [...loc, Array.isArray(value) ? Number(key) : key])
    }
  }
  walk(sent, [place])
  return problems
}

function problem(type: string, loc: (string | number)[], msg: string): InputProblem {
  return { type, loc, msg, input: null }
}

const tooDeep = 'This goes deeper than anything that is taken here'
const unfit = 'Text cannot contain the NUL character or half of a surrogate pair'

function isFit(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

/**
 * A key that the contract declares as a list is one; `metadata[key]` is a record, with a list where its key is repeated;
 * anything else is its last value.
 */
function queryOf(url: URL, schema: z.ZodType | undefined): Record<string, unknown> {
  const shape = schema instanceof z.ZodObject ? (schema.shape as Record<string, z.ZodType>) : {}
  const query: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const [key, value] of url.searchParams) {
    const [, record, field] = /^(\w+)\[(.+)\]$/s.exec(key) ?? []
    if (record && field && record in shape) {
      const before = (query[record] ?? {}) as Record<string, string | string[]>
      const values = Object.hasOwn(before, field) ? [before[field]!, value].flat() : value
      query[record] = { ...before, [field]: values }
    } else if (isList(shape[key])) {
      query[key] = [...((query[key] as string[] | undefined) ?? []), value]
    } else {
      query[key] = value
    }
  }
  return { ...query }
}

function isList(schema: z.ZodType | undefined): boolean {
  return schema instanceof z.ZodOptional ? isList(schema.unwrap() as z.ZodType) : schema instanceof z.ZodArray
}

async function jsonOf(request: Request): Promise<unknown> {
  const bytes = await boundedBody(request, bodyBytesMax)
  if (!bytes) throw new BodyTooLarge()
  if (bytes.length === 0) return {}
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new Refusal('RequestValidationError', [
      { type: 'json_invalid', loc: ['body'], msg: 'The request body is not valid JSON.', input: null },
    ])
  }
}
