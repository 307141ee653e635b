import { getOwnLicenseKey } from '@verge/polar/contract/license-keys'
import { isGranted, mayDeactivate } from '@verge/polar/policy/license-keys'
import { problem } from '../notice.ts'
import { questionPage } from '../ui/question.tsx'
import type { Page } from '../visit.ts'
import { benefitOf } from './held.ts'
import { Key } from './key.tsx'

/** The key, and every place where it is in use. */
export const keyPage: Page = async (visit, { params }) => {
  const { polar, messages, format, to } = visit
  const key = await polar.call(getOwnLicenseKey, { params: { id: params.id! } })
  const benefit = await benefitOf(visit, key)
  const name = benefit?.description ?? ''
  const words = messages.benefits
  const address = to(`/keys/${key.id}`)
  return {
    title: words.key({ name }),
    body: (
      <>
        <h1>{words.key({ name })}</h1>
        <div class="card">
          <Key visit={visit} of={key} name={name} />
          {isGranted(key) && (
            <div class="actions">
              <a class="button" href={`${address}/replace`}>
                {words.replace}
              </a>
            </div>
          )}
        </div>
        {isGranted(key) && key.limit_activations !== null && (
          <section class="section">
            <div class="head">
              <h2>
                {words.activations({
                  count: format.quantity(key.activations.length),
                  limit: format.quantity(key.limit_activations),
                })}
              </h2>
            </div>
            <ul class="rows">
              {key.activations.map(({ id, label, created_at }) => (
                <li class="row">
                  <span>{words.activation({ label, date: format.date(created_at) })}</span>
                  {benefit && mayDeactivate(benefit) && (
                    <div class="actions small">
                      <a class="button" href={`${address}/activations/${id}/deactivate`}>
                        {words.deactivate({ label })}
                      </a>
                    </div>
                  )}
                </li>
              ))}
            </ul>
          </section>
        )}
      </>
    ),
  }
}

/** Asks once more, because a key is written in more places than its owner may think of. */
export const replacementPage: Page = async (visit, { params }) => {
  const { polar, messages, to } = visit
  const key = await polar.call(getOwnLicenseKey, { params: { id: params.id! } })
  const benefit = await benefitOf(visit, key)
  const words = messages.benefits
  return questionPage({
    title: words.replaceTitle({ name: benefit?.description ?? '' }),
    help: [words.replaceHelp],
    action: words.replace,
    to: to(`/keys/${key.id}/replace`),
    keep: words.keep,
    back: to(`/keys/${key.id}`),
  })
}

/** Asks once more, because what runs there may stop. */
export const deactivationPage: Page = async (visit, { params }) => {
  const { polar, messages, to } = visit
  const key = await polar.call(getOwnLicenseKey, { params: { id: params.id! } })
  const benefit = await benefitOf(visit, key)
  const activation = key.activations.find(({ id }) => id === params.activation)
  const words = messages.benefits
  const back = to(`/keys/${key.id}`)
  if (!benefit || !mayDeactivate(benefit)) return { to: back }
  if (!activation) return { to: back, notice: problem(words.inactive) }
  const { id, label } = activation
  return questionPage({
    title: words.deactivateTitle({ label }),
    help: [words.deactivateHelp],
    action: words.deactivate({ label }),
    to: `${back}/activations/${id}/deactivate`,
    keep: messages.change.keep,
    back,
  })
}
