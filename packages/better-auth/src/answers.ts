import type { EndpointOptions, StrictEndpoint } from 'better-auth'
import type { CustomerState } from './customer-state.ts'
import type { Known, OfficialClient } from './sdk/official.ts'
import type { PolarSdk } from './sdk/provider-of.ts'

type AnswerOf<Call, Otherwise> = Call extends (...input: never[]) => Promise<infer Answer>
  ? Known<Answer, Otherwise>
  : Otherwise

/** What a client says of a customer, by its own types. `stale`: while Polar did not answer it was told from the copy. */
type StateOf<Client extends PolarSdk> = AnswerOf<Client['customers']['getStateExternal'], CustomerState> & {
  stale?: boolean
}
/** The state as the client of 0.47 says it where the app has that one. */
export type OfficialState = StateOf<OfficialClient>

/** What is handed on as the client said it, by the name of the endpoint. */
interface Answers<Client extends PolarSdk> {
  state: StateOf<Client> | null
  benefits: AnswerOf<Client['customerPortal']['benefitGrants']['list'], object>
  subscriptions:
    | AnswerOf<Client['customerPortal']['subscriptions']['list'], object>
    | AnswerOf<Client['subscriptions']['list'], object>
  orders: AnswerOf<Client['customerPortal']['orders']['list'], object>
  meters: AnswerOf<Client['customerPortal']['customerMeters']['list'], object>
  ingestion: AnswerOf<Client['events']['ingest'], object>
}

/** The endpoints, where those that hand on what the client said have the client's types. */
export type AnsweredBy<Client extends PolarSdk, Endpoints> = {
  [Name in keyof Endpoints]: Name extends keyof Answers<Client>
    ? Answering<Endpoints[Name], Answers<Client>[Name]>
    : Endpoints[Name]
}
type Answering<Endpoint, Answer> = Endpoint extends {
  path: infer Path extends string
  options: infer Options extends EndpointOptions
}
  ? StrictEndpoint<Path, Options, Answer>
  : Endpoint
