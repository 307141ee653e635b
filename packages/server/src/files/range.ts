/** From the first byte to the last, both of them with it. */
export interface Range {
  first: number
  last: number
}

/**
 * The part of a file that is asked for; null: all of it. Whoever asks for several parts gets all at once, and so does
 * whoever goes on with what has become another file meanwhile.
 */
export function rangeAsked(headers: Headers, file: { size: number; etag: string }): Range | null | 'beyond' {
  const known = headers.get('if-range')
  if (known !== null && known !== file.etag) return null
  const [, from = '', to = ''] =
    /^bytes=(\d{0,15})-(\d{0,15})$/.exec(headers.get('range')?.trim() ?? '') ?? []
  if (from === '' && to === '') return null
  const end = file.size - 1
  if (from === '') return to === '0' ? 'beyond' : { first: Math.max(0, file.size - Number(to)), last: end }
  const first = Number(from)
  const last = to === '' ? end : Math.min(Number(to), end)
  if (to !== '' && Number(to) < first) return null
  return first > end ? 'beyond' : { first, last }
}
