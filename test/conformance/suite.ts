import type { Check } from './check.ts'
import { customers } from './checks/customers.ts'
import { errors, pagination, versioning, wire } from './checks/protocol.ts'
import { customerSessions, signIn } from './checks/sessions.ts'

/** Every check, in the order in which they are tried and told. */
export const suite: readonly Check[] = [
  ...versioning,
  ...errors,
  ...pagination,
  ...wire,
  ...customerSessions,
  ...signIn,
  ...customers,
]
