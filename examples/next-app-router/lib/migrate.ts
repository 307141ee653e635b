import { getMigrations } from 'better-auth/db/migration'
import { auth } from './auth.ts'

await (await getMigrations(auth.options)).runMigrations()
