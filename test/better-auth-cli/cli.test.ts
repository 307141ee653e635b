import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { createTestPolar, type TestPolar } from '@verge/testing'
import { getMigrations } from 'better-auth/db/migration'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { installAside } from '../aside/install.ts'

const folder = resolve(import.meta.dirname, '../../test-results/better-auth-cli')
let installed: string
let polar: TestPolar

beforeAll(async () => {
  installed = installAside(import.meta.dirname)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  polar = await createTestPolar({ listen: true })
  vi.stubEnv('BETTER_AUTH_SECRET', 'qH3vT0pZ8mWc5RkYx2LsNd7GfJb4Ea9U')
  vi.stubEnv('DATABASE_FILE', join(folder, 'app.sqlite'))
  vi.stubEnv('POLAR_ACCESS_TOKEN', polar.accessToken)
  vi.stubEnv('POLAR_SERVER', polar.url)
  vi.stubEnv('POLAR_WEBHOOK_SECRET', polar.webhookSecret)
}, 300_000)
afterAll(async () => {
  vi.unstubAllEnvs()
  await polar?.stop()
})

async function run(command: string, ...words: string[]): Promise<void> {
  const cli = join(installed, 'node_modules/auth/dist/index.mjs')
  const config = join(import.meta.dirname, 'auth.ts')
  await promisify(execFile)(process.execPath, [cli, command, '--config', config, '--yes', ...words], {
    cwd: import.meta.dirname,
    // It loads thousands of files, which Node compiles once.
    env: { ...process.env, NODE_COMPILE_CACHE: join(installed, 'compiled') },
  })
}

async function generated(file: string, ...words: string[]): Promise<string> {
  const output = join(folder, file)
  await run('generate', '--output', output, ...words)
  return readFileSync(output, 'utf8')
}

/** The definitions of our tables, each on one line. */
function ours(text: string, definition: RegExp): string[] {
  return [...text.matchAll(definition)].map(([found]) => found.replaceAll(/\s+/g, ' '))
}

it('generates the tables of the copy in SQL', async () => {
  const sql = await generated('schema.sql')
  expect(ours(sql, /create (table|index) "polar[^;]*;?/g)).toEqual([
    'create table "polarSubscription" ("id" text not null primary key, "subscriptionId" text not null unique, "referenceId" text not null, "productId" text not null, "status" text not null, "version" text not null, "state" text not null, "toldState" text, "telling" text, "heardAt" date not null);',
    'create table "polarReading" ("id" text not null primary key, "referenceId" text not null unique, "readAt" date not null);',
    'create table "polarCustomerState" ("id" text not null primary key, "referenceId" text not null unique, "version" text not null, "state" text not null);',
    'create table "polarEvent" ("id" text not null primary key, "eventId" text not null unique, "type" text not null, "payload" text, "claimedAt" date not null, "handledAt" date);',
    'create index "polarSubscription_referenceId_idx" on "polarSubscription" ("referenceId");',
  ])
})

it('generates them for Drizzle', async () => {
  const schema = await generated('schema.ts', '--adapter', 'drizzle', '--dialect', 'postgresql')
  expect(ours(schema, /pgTable\(\s*"polar_[^]*?\);\n/g)).toEqual([
    'pgTable( "polar_subscription", { id: text("id").primaryKey(), subscriptionId: text("subscription_id").notNull().unique(), referenceId: text("reference_id").notNull(), productId: text("product_id").notNull(), status: text("status").notNull(), version: text("version").notNull(), state: text("state").notNull(), toldState: text("told_state"), telling: text("telling"), heardAt: timestamp("heard_at").notNull(), }, (table) => [index("polarSubscription_referenceId_idx").on(table.referenceId)], ); ',
    'pgTable("polar_reading", { id: text("id").primaryKey(), referenceId: text("reference_id").notNull().unique(), readAt: timestamp("read_at").notNull(), }); ',
    'pgTable("polar_customer_state", { id: text("id").primaryKey(), referenceId: text("reference_id").notNull().unique(), version: text("version").notNull(), state: text("state").notNull(), }); ',
    'pgTable("polar_event", { id: text("id").primaryKey(), eventId: text("event_id").notNull().unique(), type: text("type").notNull(), payload: text("payload"), claimedAt: timestamp("claimed_at").notNull(), handledAt: timestamp("handled_at"), }); ',
  ])
})

it('generates them for Prisma, on MySQL with room for a whole subscription', async () => {
  const schema = await generated('schema.prisma', '--adapter', 'prisma', '--dialect', 'mysql')
  expect(ours(schema, /model Polar[^}]*\}/g)).toEqual([
    'model PolarSubscription { id String @id subscriptionId String referenceId String @db.Text productId String @db.Text status String @db.Text version String @db.Text state String @db.Text toldState String? @db.Text telling String? @db.Text heardAt DateTime @@unique([subscriptionId]) @@index([referenceId(length: 191)]) @@map("polarSubscription") }',
    'model PolarReading { id String @id referenceId String readAt DateTime @@unique([referenceId]) @@map("polarReading") }',
    'model PolarCustomerState { id String @id referenceId String version String @db.Text state String @db.Text @@unique([referenceId]) @@map("polarCustomerState") }',
    'model PolarEvent { id String @id eventId String type String @db.Text payload String? @db.Text claimedAt DateTime handledAt DateTime? @@unique([eventId]) @@map("polarEvent") }',
  ])
})

it('migrates a database, on which the plugin then works, copy and all', async () => {
  await run('migrate')
  const { auth } = await import('./auth.ts')
  const { toBeCreated, toBeAdded } = await getMigrations(auth.options)
  expect({ toBeCreated, toBeAdded }).toEqual({ toBeCreated: [], toBeAdded: [] })

  await polar.sendWebhooksTo(auth.handler)
  const body = { email: 'ada@example.com', password: 'verge-demo', name: 'Ada' }
  const { headers, response } = await auth.api.signUpEmail({ body, returnHeaders: true })
  const cookie = headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  const ada = await polar.addCustomer({ email: response.user.email, external_id: response.user.id })
  const { id } = await polar.subscribe(ada, polar.products.pro!)
  await polar.settled()
  const { adapter } = await auth.$context
  const where = [{ field: 'referenceId', value: response.user.id }]
  expect(await adapter.findOne({ model: 'polarSubscription', where })).toMatchObject({
    subscriptionId: id,
    status: 'active',
    heardAt: expect.any(Date),
  })
  const live = await auth.api.listSubscriptions({ headers: new Headers({ cookie }) })
  expect(live).toMatchObject({ subscriptions: [{ id }], stale: false })
})
