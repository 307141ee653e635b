import type { MemberRole } from '../contract/members.ts'
import { invalid, type Refusal } from '../refusals.ts'

interface Person {
  id: string
  role: MemberRole
}

interface Change {
  /** Who asks; null: the seller, who may do all that leaves one owner. */
  by: Person | null
  to: Person
  role: MemberRole
}

/** Whether somebody's role may become this one. */
export function roleRefusal({ by, to, role }: Change): Refusal | null {
  if (role === to.role) return null
  const refuse = (why: string) => invalid(['body', 'role'], `${why} Nothing was changed.`, role)
  if (by?.id === to.id) return refuse('Nobody changes their own role.')
  if (to.role === 'owner') return refuse('There is always an owner: make somebody else the owner instead.')
  if (role === 'owner' && by && by.role !== 'owner')
    return refuse('Only the owner can make another the owner.')
  return null
}

/** Whether somebody new may have this role. */
export function additionRefusal(role: MemberRole, hasOwner: boolean): Refusal | null {
  if (role !== 'owner' || !hasOwner) return null
  return invalid(['body', 'role'], 'There is an owner already. Add a member, and make them the owner.', role)
}

export function removalRefusal({ by, to }: Omit<Change, 'role'>): Refusal | null {
  const refuse = (why: string) => invalid(['path', 'id'], `${why} Nothing was changed.`, to.id)
  if (by?.id === to.id) return refuse('Nobody removes themselves.')
  if (to.role === 'owner') return refuse('The owner stays: make somebody else the owner first.')
  return null
}
