import { auth } from '../auth.server'
import type { Route } from './+types/auth'

// All endpoints, the one for webhooks among them.
export const loader = ({ request }: Route.LoaderArgs) => auth.handler(request)
export const action = ({ request }: Route.ActionArgs) => auth.handler(request)
