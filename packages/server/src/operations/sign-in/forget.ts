import { addDays } from '../../billing/billing-period.ts'
import type { Ports, Tx } from '../../ports/ports.ts'
import type { Writer } from '../emails/write.ts'
import { forgetLimits } from '../limits/count.ts'
import { tellTried } from './tell-tried.ts'

/** For so long somebody can still ask where they were signed in. */
const daysKept = 30

/** What is over: codes, wishes for another address, how often somebody asked, and after a month where they were signed in. */
export async function forgetSignIns(ports: Pick<Ports, 'db'> & Writer): Promise<void> {
  const { db, clock } = ports
  await db.transaction().execute((tx) => tellTried(tx, ports))
  await db.deleteFrom('sign_in_codes').where('expires_at', '<=', clock.now()).execute()
  await db.deleteFrom('email_changes').where('expires_at', '<=', clock.now()).execute()
  const longAgo = addDays(clock.now(), -daysKept)
  await db.deleteFrom('customer_sessions').where('expires_at', '<=', longAgo).execute()
  await forgetLimits(ports)
}

/** No code and no link of theirs lets anybody in any more, and no address of theirs is kept with one. */
export async function forgetCodesOf(tx: Tx, customer_id: string): Promise<void> {
  await tx.deleteFrom('sign_in_codes').where('customer_id', '=', customer_id).execute()
  await tx.deleteFrom('email_changes').where('customer_id', '=', customer_id).execute()
}
