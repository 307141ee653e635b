import type { createCustomer as contract } from '@verge/polar/contract/customers'
import type { InputOf, OutputOf } from '@verge/polar/contract/operation'
import type { CustomerRow } from '../../db/tables/customers.ts'
import type { Ports, Recorder, Tx } from '../../ports/ports.ts'
import { nameOf, type OrganizationActor } from '../actor.ts'
import { recordCreation, type Cause } from '../apply-change.ts'
import { memberWith } from '../members/add.ts'
import { hasMembers, refuseTeamWithoutMembers } from '../members/find.ts'
import { ownerOf } from '../members/owner.ts'
import { adoptUsage } from '../meters/ingest.ts'
import { presentCustomer } from './present.ts'
import { billingDetails } from './profile.ts'
import { namingConflict, refuseTakenIdentity } from './identity.ts'

type Body = InputOf<typeof contract>['body']

export async function createCustomer(
  ports: Ports,
  actor: OrganizationActor,
  { body }: InputOf<typeof contract>,
): Promise<OutputOf<typeof contract>> {
  const cause = { actor: nameOf(actor), operation: 'customers.create' }
  const customer = await ports.db
    .transaction()
    .execute(async (tx) => {
      await refuseTeamWithoutMembers(tx, actor, body.type)
      const customer = await insertCustomer(tx, ports, actor.organization_id, body, cause)
      if (body.owner)
        await memberWith(tx, ports, customer, { ...body.owner, role: 'owner' }, cause, { told: false })
      return customer
    })
    .catch(namingConflict)
  return presentCustomer(customer)
}

export async function insertCustomer(
  tx: Tx,
  ports: Recorder,
  organization_id: string,
  body: Partial<Body> & Pick<Body, 'email'>,
  cause: Cause,
): Promise<CustomerRow> {
  await refuseTakenIdentity(tx, organization_id, null, body)
  const customer = await tx
    .insertInto('customers')
    .values({
      id: ports.ids.uuid(),
      created_at: ports.clock.now(),
      modified_at: null,
      deleted_at: null,
      version: 1,
      organization_id,
      type: body.type ?? 'individual',
      external_id: body.external_id ?? null,
      email: body.email,
      email_verified: false,
      name: body.name ?? null,
      billing_name: null,
      ...billingDetails(null, body),
      locale: body.locale ?? null,
      metadata: JSON.stringify(body.metadata ?? {}),
      default_payment_method_id: null,
      short_id: eightLetters(ports.ids.bytes(8)),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('document_series')
    .values({ customer_id: customer.id, last_invoice_number: 0, last_receipt_number: 0 })
    .execute()
  await adoptUsage(tx, ports, customer)
  await recordCreation(
    tx,
    ports,
    'customers',
    customer,
    ['customer.created', 'customer.state_changed'],
    cause,
  )
  // Who is alone owns what they buy. A team's owner is named.
  if (customer.type === 'individual' && !body.owner && (await hasMembers(tx, organization_id)))
    await ownerOf(tx, ports, customer, cause)
  return customer
}

function eightLetters(bytes: Uint8Array): string {
  return [...bytes].map((byte) => String.fromCharCode(65 + (byte % 26))).join('')
}
