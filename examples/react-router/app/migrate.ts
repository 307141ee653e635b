import { getMigrations } from 'better-auth/db/migration'
import { auth } from './auth.server.ts'

await (await getMigrations(auth.options)).runMigrations()
