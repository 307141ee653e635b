import type { AuthConfig } from '@better-t-stack/auth'
import type { DatabaseConfig } from '@better-t-stack/db/config'

function required(name: string): string {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is missing from apps/server/.env`)
  return value
}

export const ENV: AuthConfig & DatabaseConfig = {
  BETTER_AUTH_SECRET: required('BETTER_AUTH_SECRET'),
  BETTER_AUTH_URL: required('BETTER_AUTH_URL'),
  POLAR_ACCESS_TOKEN: required('POLAR_ACCESS_TOKEN'),
  POLAR_SERVER: required('POLAR_SERVER'),
  POLAR_PRODUCT: required('POLAR_PRODUCT'),
  POLAR_SUCCESS_URL: required('POLAR_SUCCESS_URL'),
  CORS_ORIGIN: required('CORS_ORIGIN'),
  DATABASE_URL: required('DATABASE_URL'),
}
