import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fontsFor } from './fonts.ts'
import { unpackWoff } from './woff.ts'

const files = (text: string, language: string) => fontsFor(text, language).map(({ file }) => file)

describe('the fonts of a document', () => {
  it.each([
    ['Ada Lovelace, Ζωή, Юрій', 'de', []],
    ['فاتورة', 'ar', ['arabic']],
    ['請求書 山田', 'ja', ['japanese']],
    ['山田 太郎', 'de', ['simplified-chinese']],
    ['やまだ 太郎', 'de', ['japanese']],
    ['發票', 'zh-Hant', ['traditional-chinese']],
    ['청구서 דנה', 'ko', ['korean', 'hebrew']],
  ])('for “%s” in %s are %j besides the one that is always there', (text, language, expected) => {
    expect(files(text, language)).toEqual(expected)
  })
})

describe('a WOFF file', () => {
  const woff = readFileSync(join(import.meta.dirname, 'hebrew.woff'))

  it('becomes an OpenType file with each of its tables in place, summed as its maker did', () => {
    const font = unpackWoff(woff)
    const count = font.readUInt16BE(4)
    for (let index = 0; index < count; index++) {
      const record = 12 + index * 16
      const tag = font.toString('latin1', record, record + 4)
      const [sum, offset, length] = [4, 8, 12].map((at) => font.readUInt32BE(record + at)) as [
        number,
        number,
        number,
      ]
      expect(offset + length).toBeLessThanOrEqual(font.length)
      // The sum of this one leaves its own field out.
      const table = Buffer.from(font.subarray(offset, offset + length))
      if (tag === 'head') table.writeUInt32BE(0, 8)
      expect([tag, sumOf(table)]).toEqual([tag, sum])
    }
  })

  it('that is none is refused', () => {
    expect(() => unpackWoff(Buffer.from('OTTO'))).toThrow('no WOFF')
  })
})

function sumOf(table: Buffer): number {
  const padded = Buffer.concat([table, Buffer.alloc((4 - (table.length % 4)) % 4)])
  let sum = 0
  for (let at = 0; at < padded.length; at += 4) sum = (sum + padded.readUInt32BE(at)) >>> 0
  return sum
}
