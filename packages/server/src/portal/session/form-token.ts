import { createHmac, timingSafeEqual } from 'node:crypto'
import type { PortalSession } from './session.ts'

/** The field of every form on a page with a session. */
export const formTokenField = 'form_token'

export interface FormTokens {
  of(session: PortalSession): string
  /** Takes it out of the form, and says whether it is this session's. */
  take(form: URLSearchParams, session: PortalSession): boolean
}

/** What only a page of this very session can have given to its forms. Nothing is stored; every process reckons the same. */
export function createFormTokens(secret: string): FormTokens {
  const of = ({ token }: PortalSession) =>
    createHmac('sha256', secret).update(`portal form token:${token}`).digest().subarray(0, 16)
  return {
    of: (session) => of(session).toString('base64url'),
    take(form, session) {
      const given = Buffer.from(form.get(formTokenField) ?? '', 'base64url')
      form.delete(formTokenField)
      const wanted = of(session)
      return given.length === wanted.length && timingSafeEqual(given, wanted)
    },
  }
}
