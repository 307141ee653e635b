import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { unpackWoff } from './woff.ts'

/**
 * Latin, Greek and Cyrillic stand in the font that Typst brings; every other script has one of these. The four for East Asia
 * are named after the lightest of their family, and are of ordinary weight.
 */
const scripts = [
  { file: 'arabic', family: 'Noto Sans Arabic', letters: /\p{Script=Arabic}/u, languages: ['ar'] },
  { file: 'hebrew', family: 'Noto Sans Hebrew', letters: /\p{Script=Hebrew}/u, languages: ['he'] },
  { file: 'korean', family: 'Noto Sans KR Thin', letters: /\p{Script=Hangul}/u, languages: ['ko'] },
  {
    file: 'japanese',
    family: 'Noto Sans JP Thin',
    letters: /[\p{Script=Hiragana}\p{Script=Katakana}]/u,
    languages: ['ja'],
  },
  {
    file: 'traditional-chinese',
    family: 'Noto Sans TC Thin',
    letters: /\p{Script=Bopomofo}/u,
    languages: ['zh-Hant'],
  },
  {
    file: 'simplified-chinese',
    family: 'Noto Sans SC Thin',
    letters: /\p{Script=Han}/u,
    languages: ['zh-Hans'],
  },
] as const

export interface ScriptFont {
  file: string
  family: string
}

/**
 * What a text needs besides, the font of its own language first: Chinese characters are drawn differently in Japanese,
 * Korean and the two Chinese scripts. A name in another script than the language's is drawn too.
 */
export function fontsFor(text: string, language: string): ScriptFont[] {
  const isOwn = ({ languages }: { languages: readonly string[] }) => languages.includes(language)
  const needed = scripts.filter((script) => isOwn(script) || script.letters.test(text))
  const hasChinese = needed.some(({ file }) => file === 'japanese' || file === 'traditional-chinese')
  return needed
    .filter(({ file }) => file !== 'simplified-chinese' || !hasChinese)
    .toSorted((one, other) => Number(isOwn(other)) - Number(isOwn(one)))
}

export function readFont({ file }: ScriptFont): Buffer {
  return unpackWoff(readFileSync(join(import.meta.dirname, `${file}.woff`)))
}
