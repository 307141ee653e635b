#!/usr/bin/env node
import { defineCommand, renderUsage, runCommand, type CommandDef } from 'citty'
import { Unwanted } from './unwanted.ts'

/** Each brings what it needs when it is called: a parser is no matter of backups, nor a database one of parsers. */
const subCommands: Record<string, () => Promise<CommandDef>> = {
  dev: async () => (await import('./dev/command.ts')).dev as CommandDef,
  doctor: async () => (await import('./doctor/command.ts')).doctor as CommandDef,
  init: async () => (await import('./init/command.ts')).init as CommandDef,
  'pci-check': async () => (await import('./pci-check/command.ts')).pciCheck as CommandDef,
  backup: async () => (await import('./books.ts')).backup as CommandDef,
  restore: async () => (await import('./books.ts')).restore as CommandDef,
  parked: async () => (await import('./books.ts')).parked,
  release: async () => (await import('./books.ts')).release,
}
const verge = defineCommand({
  meta: { name: 'verge', description: 'A customer portal for Polar, on your machine and on your server' },
  subCommands,
})

/** As sysexits has it: the command was not understood. */
const misused = 64

async function run(words: string[]): Promise<number> {
  const [name = ''] = words
  const asked = Object.hasOwn(subCommands, name) ? subCommands[name]! : null
  const usage = async () => (asked ? renderUsage(await asked(), verge) : renderUsage(verge))
  if (words.includes('--help') || words.includes('-h')) {
    console.log(await usage())
    return 0
  }
  try {
    await runCommand(verge, { rawArgs: words })
    return Number(process.exitCode ?? 0)
  } catch (error) {
    if ((error as Error).name === 'CLIError') {
      console.error(`${await usage()}\n${(error as Error).message}`)
      return misused
    }
    const told = error instanceof Unwanted ? error.message : await wordsOf(error)
    if (told === null) throw error
    console.error(told)
    return 1
  }
}

async function wordsOf(error: unknown): Promise<string | null> {
  const { wordsFor } = await import('@verge/server/told')
  return wordsFor(error)
}

process.exitCode = await run(process.argv.slice(2))
