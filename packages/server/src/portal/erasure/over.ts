import type { Hono } from 'hono'
import { shown } from '../answers.tsx'
import type { DoorOptions } from '../session/door.ts'
import { messagePage } from '../ui/message-page.tsx'

/** What is said to somebody whom nobody here knows any more. */
export function addErasureOver(
  app: Hono,
  { toGuest, surroundings }: Pick<DoorOptions, 'toGuest' | 'surroundings'>,
): void {
  app.get('/:slug/portal/erased', (c) =>
    toGuest(c, async (viewer) => {
      const { done, kept } = viewer.messages.erasure
      return shown(messagePage(done, [kept({ name: viewer.organization_name })]), viewer, surroundings)
    }),
  )
}
