/** @jsxImportSource react */
'use client'

import { useId, useRef } from 'react'
import { canBeCanceled, isOverdue, planOf, type SubscriptionView } from './subscription.ts'
import { useCancellation, type CancellationClient } from './use-cancellation.ts'
import { wordsOf, type Wording } from './wording.ts'

export interface CancelDialogProps extends Wording {
  client: CancellationClient
  subscription: SubscriptionView
  /** Whose subscription it is, where it is an organization's. */
  organizationId?: string
  onCanceled?: () => void
  className?: string
}

/** The button that cancels, and the dialog that says before the click what it means. Nothing where there is nothing to cancel. */
export function CancelDialog(props: CancelDialogProps) {
  const { client, subscription, organizationId, onCanceled, className = 'verge-dialog' } = props
  const dialog = useRef<HTMLDialogElement>(null)
  const close = useRef<HTMLButtonElement>(null)
  const id = useId()
  const { state, cancel, reset } = useCancellation(client, subscription, { organizationId })
  const words = wordsOf(props)
  const date = words.date(subscription.current_period_end)
  const isOwing = isOverdue(subscription)
  const isDone = state.kind === 'canceled'
  // Once it is done the dialog stays to say so, whatever the page reads anew.
  if (!isDone && state.kind === 'asking' && !canBeCanceled(subscription)) return null

  async function confirm() {
    if (!(await cancel())) return
    // The button that was pressed goes away, and whoever uses the keyboard would be nowhere.
    close.current?.focus()
    onCanceled?.()
  }

  return (
    <>
      <button
        type="button"
        className="verge-button"
        disabled={isDone}
        onClick={() => {
          reset()
          dialog.current?.showModal()
        }}
      >
        {words.cancel}
      </button>
      <dialog
        ref={dialog}
        className={className}
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-text`}
      >
        <h2 id={`${id}-title`}>{words.cancelTitle({ plan: planOf(subscription) })}</h2>
        <p id={`${id}-text`}>{(isOwing ? words.cancelExplainedOwing : words.cancelExplained)({ date })}</p>
        <output>
          {isDone && (isOwing ? words.canceledOwing : words.canceled)({ date })}
          {state.kind === 'failed' && (state.message ?? words.cancelFailed)}
        </output>
        <footer>
          <button ref={close} type="button" className="verge-button" onClick={() => dialog.current?.close()}>
            {isDone ? words.close : words.keep}
          </button>
          {!isDone && (
            <button
              type="button"
              className="verge-button verge-button-solid"
              onClick={confirm}
              aria-disabled={state.kind === 'canceling'}
              aria-busy={state.kind === 'canceling'}
            >
              {state.kind === 'canceling' ? words.canceling : words.cancel}
            </button>
          )}
        </footer>
      </dialog>
    </>
  )
}
