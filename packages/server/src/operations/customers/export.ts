import type { Ports } from '../../ports/ports.ts'
import type { CustomerActor } from '../actor.ts'
import { keptOf } from './kept.ts'

/** All that is kept of a customer, as JSON that is written piece by piece. */
export async function* exportCustomer(ports: Ports, actor: CustomerActor): AsyncGenerator<string> {
  const { exported_at, customer, lists } = await keptOf(ports, actor)
  yield `{\n"exported_at": ${JSON.stringify(exported_at)},\n"customer": ${JSON.stringify(customer)}`
  for (const { name, rows } of lists) {
    yield `,\n${JSON.stringify(name)}: [`
    let before = '\n'
    for await (const row of rows()) {
      yield before + JSON.stringify(row)
      before = ',\n'
    }
    yield '\n]'
  }
  yield '\n}\n'
}
