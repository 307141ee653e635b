import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { defineCommand } from 'citty'
import { environmentIn } from '../environment-file.ts'
import { sourcesWith } from '../sources.ts'
import { Unwanted } from '../unwanted.ts'
import { diff } from './diff.ts'
import { planOf } from './plan.ts'

const wanted = /\bbetterAuth\s*\(|\bcreateAuthClient\s*\(|@polar-sh\/better-auth/

export const init = defineCommand({
  meta: {
    name: 'init',
    description: 'Adds the plugin to a project with Better Auth, or moves one from @polar-sh/better-auth',
  },
  args: {
    project: { type: 'positional', required: false, default: '.', description: 'Its folder' },
    'dry-run': { type: 'boolean', description: 'Shows what would be changed, and changes nothing' },
  },
  run({ args }) {
    const root = resolve(args.project)
    const sources = sourcesWith(root, wanted)
    if (sources.length === 0)
      throw new Unwanted(`There is no betterAuth(…) in ${root}. Run it in a project that uses Better Auth.`)
    const environment = environmentIn(root, sources)
    const { edits, left, moves } = planOf(sources, environment)
    for (const { path: changed, before, after } of edits) {
      if (args['dry-run']) console.log(`${diff(changed, before, after)}\n`)
      else writeFileSync(join(root, changed), after)
    }
    if (!args['dry-run']) for (const { path: changed } of edits) console.log(`Changed ${changed}`)
    for (const { path: where, words } of left) console.error(`${where}: ${words}`)
    if (left.length > 0) process.exitCode = 2
    if (edits.length === 0 && left.length === 0)
      return console.log('The plugin is there already: nothing to change.')
    const packages = moves
      ? '@verge/better-auth && npm uninstall @polar-sh/better-auth'
      : // What was written is in the words of that version; 1.x has others.
        '@verge/better-auth @polar-sh/sdk@0.47'
    console.log(
      `\nThen:\n  npm install ${packages}\n  npx verge dev      a local Polar; it prints what belongs into ${environment.path}\n  npx verge doctor   looks whether all of it fits together`,
    )
  },
})
