import { listOwnGrants } from '@verge/polar/contract/benefits'
import {
  deactivateOwnLicenseKey,
  getOwnLicenseKey,
  rotateOwnLicenseKey,
} from '@verge/polar/contract/license-keys'
import { explainRefusal } from '../explain-refusal.ts'
import { done } from '../notice.ts'
import { questionPage } from '../ui/question.tsx'
import type { Action, Page } from '../visit.ts'

/** Asks once more, because a key is written in more places than its owner may think of. */
export const replacementPage: Page = async ({ polar, messages, to }, { params }) => {
  const id = params.id!
  const { benefit_id } = await polar.call(getOwnLicenseKey, { params: { id } })
  const { items } = await polar.call(listOwnGrants, { query: { benefit_id: [benefit_id] } })
  const words = messages.benefits
  return questionPage({
    title: words.replaceTitle({ name: items[0]?.benefit.description ?? '' }),
    help: words.replaceHelp,
    action: words.replace,
    to: to(`/keys/${id}/replace`),
    keep: words.keep,
    back: to(),
  })
}

export const replaceKey: Action = async ({ polar, messages, to }, { params }) => {
  const words = messages.benefits
  try {
    await polar.call(rotateOwnLicenseKey, { params: { id: params.id! } })
    return { to: to(), notice: done(words.replaced) }
  } catch (error) {
    const notice = explainRefusal(error, { RotateNotPermitted: words.keyOff, ResourceNotFound: words.keyOff })
    return { to: to(), notice }
  }
}

export const deactivate: Action = async ({ polar, messages, to }, { params }) => {
  const words = messages.benefits
  const activation_id = params.activation!
  try {
    const { key, organization_id, activations } = await polar.call(getOwnLicenseKey, {
      params: { id: params.id! },
    })
    const { label = '' } = activations.find(({ id }) => id === activation_id) ?? {}
    await polar.call(deactivateOwnLicenseKey, { body: { key, organization_id, activation_id } })
    return { to: to(), notice: done(words.deactivated({ label })) }
  } catch (error) {
    return { to: to(), notice: explainRefusal(error, { ResourceNotFound: words.inactive }) }
  }
}
