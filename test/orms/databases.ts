import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { BetterAuthOptions } from 'better-auth'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { getMigrations } from 'better-auth/db/migration'
import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { auth } from './auth.ts'

interface Place {
  /** Where the object-relational mappers are. */
  installed: string
  database: pg.PoolConfig
}

interface Opened {
  database: BetterAuthOptions['database']
  close(): Promise<void>
}

/** The ways in which an app keeps its data in PostgreSQL, each with the tables that its own tools make of the plugin. */
export const databases: Record<string, (place: Place) => Promise<Opened>> = {
  async Kysely({ database }) {
    const pool = poolOf(database)
    await migrated(pool)
    return { database: pool, close: () => pool.end() }
  },

  async Drizzle({ installed, database }) {
    const file = join(installed, 'generated', 'schema.ts')
    await cli(installed, 'auth/dist/index.mjs', generate('drizzle', file))
    const schema = (await import(file)) as Record<string, unknown>
    const kit = (await import(join(installed, 'node_modules/drizzle-kit/api.mjs'))) as DrizzleKit
    const pool = poolOf(database)
    const made = await kit.generateMigration(kit.generateDrizzleJson({}), kit.generateDrizzleJson(schema))
    for (const statement of made) await pool.query(statement)
    return {
      database: drizzleAdapter(drizzle(pool, { schema }), { provider: 'pg', schema }),
      close: () => pool.end(),
    }
  },

  async Prisma({ installed, database }) {
    const folder = join(installed, 'generated')
    const file = join(folder, 'schema.prisma')
    await cli(installed, 'auth/dist/index.mjs', generate('prisma', file))
    // Where the client goes is for the app to say.
    const schema = readFileSync(file, 'utf8')
    writeFileSync(file, schema.replace(/^generator client \{$/m, '$&\n  output = "./client"'))
    await cli(installed, 'prisma/build/index.js', ['generate', '--schema', file], {
      // Making a client takes none, and it would be fetched first.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    })
    // Prisma's own way to make the tables is that engine; they are the ones that Better Auth makes, by the same names.
    const pool = poolOf(database)
    await migrated(pool)
    await pool.end()
    const { PrismaClient } = (await import(join(folder, 'client/client.ts'))) as Prisma
    const { PrismaPg } = (await import(
      join(installed, 'node_modules/@prisma/adapter-pg/dist/index.mjs')
    )) as PrismaOnPostgres
    const client = new PrismaClient({ adapter: new PrismaPg(database, { onPoolError() {} }) })
    return {
      database: prismaAdapter(client, { provider: 'postgresql' }),
      close: () => client.$disconnect(),
    }
  },
}

function poolOf(database: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool(database)
  // A connection that nobody uses ends with the database.
  pool.on('error', () => {})
  return pool
}

async function migrated(pool: pg.Pool): Promise<void> {
  const { runMigrations } = await getMigrations({ ...auth.options, database: pool })
  await runMigrations()
}

function generate(adapter: string, output: string): string[] {
  const config = join(import.meta.dirname, 'auth.ts')
  const words = { config, output, adapter, dialect: 'postgresql' }
  return ['generate', '--yes', ...Object.entries(words).flatMap(([name, value]) => [`--${name}`, value])]
}

async function cli(installed: string, path: string, words: string[], environment = {}): Promise<void> {
  mkdirSync(join(installed, 'generated'), { recursive: true })
  await promisify(execFile)(process.execPath, [join(installed, 'node_modules', path), ...words], {
    cwd: installed,
    env: { ...process.env, ...environment, NODE_COMPILE_CACHE: join(installed, 'compiled') },
  })
}

interface DrizzleKit {
  generateDrizzleJson(schema: object): object
  generateMigration(from: object, to: object): Promise<string[]>
}

interface Prisma {
  PrismaClient: new (options: { adapter: unknown }) => { $disconnect(): Promise<void> }
}

interface PrismaOnPostgres {
  PrismaPg: new (database: pg.PoolConfig, options: { onPoolError(): void }) => unknown
}
