import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { defineCommand } from 'citty'
import { systemClock } from '@verge/server/ports/clock'
import { network } from '@verge/server/ports/http-out'
import { environmentIn } from '../environment-file.ts'
import { sourcesWith } from '../sources.ts'
import { Unwanted } from '../unwanted.ts'
import { judge, type Finding } from './judge.ts'
import { observe } from './observe.ts'

const signs: Record<Finding['standing'], string> = { good: 'ok', broken: 'BROKEN', unknown: '?' }
const wanted = /\bbetterAuth\s*\(|\bcreateAuthClient\s*\(|@(polar-sh|verge)\/better-auth|\bproductId\b/

export const doctor = defineCommand({
  meta: {
    name: 'doctor',
    description: 'Looks whether keys, addresses, webhooks and products fit together; 1 where they do not',
  },
  args: {
    project: { type: 'positional', required: false, default: '.', description: 'Its folder' },
    env: { type: 'string', description: 'The file with its environment [the one that its server reads]' },
  },
  async run({ args }) {
    const root = resolve(args.project)
    const sources = sourcesWith(root, wanted)
    const file = args.env
      ? { path: args.env, text: readFileSync(join(root, args.env), 'utf8') }
      : environmentIn(root, sources)
    console.log(`The environment is that of ${file.path}, and of this shell before it.\n`)
    const facts = await observe({
      environment: { ...parseEnv(file.text), ...process.env },
      sources,
      fetch: network.send,
      now: systemClock.now,
    })
    const findings = judge(facts)
    for (const finding of findings) console.log(told(finding))
    const broken = findings.filter(({ standing }) => standing === 'broken').length
    if (broken > 0) throw new Unwanted(`\n${broken} of ${findings.length} need mending, from the top.`)
    console.log('\nNothing is broken.')
  },
})

export function told({ about, standing, says, mend }: Finding): string {
  const line = `${signs[standing].padEnd(7)} ${about.padEnd(18)} ${says}`
  return mend ? `${line}\n${' '.repeat(27)}${mend}` : line
}
