import {
  deactivateOwnLicenseKey,
  getOwnLicenseKey,
  rotateOwnLicenseKey,
} from '@verge/polar/contract/license-keys'
import { explainRefusal } from '../explain-refusal.ts'
import { done } from '../notice.ts'
import type { Action } from '../visit.ts'

export const replaceKey: Action = async ({ polar, messages, to }, { params }) => {
  const words = messages.benefits
  try {
    await polar.call(rotateOwnLicenseKey, { params: { id: params.id! } })
    return { to: to(`/keys/${params.id!}`), notice: done(words.replaced) }
  } catch (error) {
    const notice = explainRefusal(error, { RotateNotPermitted: words.keyOff, ResourceNotFound: words.keyOff })
    return { to: to(), notice }
  }
}

export const deactivate: Action = async ({ polar, messages, to }, { params }) => {
  const words = messages.benefits
  const activation_id = params.activation!
  const page = to(`/keys/${params.id!}`)
  try {
    const { key, organization_id, activations } = await polar.call(getOwnLicenseKey, {
      params: { id: params.id! },
    })
    const { label = '' } = activations.find(({ id }) => id === activation_id) ?? {}
    await polar.call(deactivateOwnLicenseKey, { body: { key, organization_id, activation_id } })
    return { to: page, notice: done(words.deactivated({ label })) }
  } catch (error) {
    return { to: page, notice: explainRefusal(error, { ResourceNotFound: words.inactive }) }
  }
}
