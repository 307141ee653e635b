import pg from 'pg'
import type { PaymentProcessor } from '@verge/server/ports/payment-processor'
import { UnknownOutcome } from '@verge/server/ports/unknown-outcome'

/** A processor whose books lie apart from ours, in a schema and over connections of its own. It knows working cards only. */
export async function openLedger(database: pg.PoolConfig, timeOuts: number) {
  const pool = new pg.Pool({ ...database, max: 16 })
  await pool.query(`
    CREATE SCHEMA IF NOT EXISTS processor_ledger;
    CREATE TABLE IF NOT EXISTS processor_ledger.charges (
      idempotency_key text PRIMARY KEY,
      id bigint GENERATED ALWAYS AS IDENTITY,
      customer_reference text NOT NULL,
      amount bigint NOT NULL,
      currency text NOT NULL,
      asked integer NOT NULL DEFAULT 1
    )`)
  const unused = () => Promise.reject(new Error('A renewal asks for charges alone'))
  const processor: PaymentProcessor = {
    setUp: unused,
    getTyped: unused,
    getSetup: unused,
    getPayment: unused,
    lookUp: unused,
    getCard: unused,
    cancel: unused,
    refund: unused,
    detach: unused,
    async charge({ idempotency_key, customer_reference, amount, currency }) {
      const { rows } = await pool.query<{ id: string }>({
        name: 'charge',
        text: `INSERT INTO processor_ledger.charges AS known (idempotency_key, customer_reference, amount, currency)
          VALUES ($1, $2, $3, $4)
          ON CONFLICT (idempotency_key) DO UPDATE SET asked = known.asked + 1
          RETURNING id`,
        values: [idempotency_key, customer_reference, amount, currency],
      })
      // The money has moved, and nobody hears of it.
      if (Math.random() < timeOuts) throw new UnknownOutcome()
      return { status: 'succeeded', payment_id: `py_${rows[0]!.id}`, amount, currency }
    },
  }
  return { processor, close: () => pool.end() }
}
