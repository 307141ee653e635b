import { defineCommand } from 'citty'
import { commandsAlone, commandsOnFiles } from '@verge/server/books-commands'
import { readSettings } from '@verge/server/settings'

const settings = () => readSettings(process.env, process.cwd())

function onFile(name: string, description: string) {
  return defineCommand({
    meta: { name, description },
    args: { file: { type: 'positional', required: true, description: 'The backup' } },
    run: ({ args }) => commandsOnFiles[name]!(settings(), args.file),
  })
}

function alone(name: string, description: string) {
  return defineCommand({ meta: { name, description }, run: () => commandsAlone[name]!(settings()) })
}

export const backup = onFile('backup', 'Everything that Verge keeps, as it stands at this instant')
export const restore = onFile(
  'restore',
  'Into an empty database and a VERGE_DATA_DIR without secrets of its own',
)
export const parked = alone('parked', 'What fell due and nobody tries any more, with the reason')
export const release = alone('release', 'Lets all of that go on')
