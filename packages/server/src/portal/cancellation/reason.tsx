import type { Visit } from '../visit.ts'

/** Never in the way: nobody has to explain in order to leave. */
export function ReasonFields({ visit }: { visit: Visit }) {
  const words = visit.messages.cancel
  return (
    <>
      <fieldset>
        <legend>{words.why}</legend>
        {Object.entries(words.reasons).map(([reason, text]) => (
          <label class="choice">
            <input type="radio" name="reason" value={reason} /> {text}
          </label>
        ))}
      </fieldset>
      <div class="field">
        <label for="comment">{words.comment}</label>
        <textarea id="comment" name="comment" rows={2} maxlength={4000}></textarea>
      </div>
    </>
  )
}

/** Asked once the cancellation is made. */
export function ReasonForm({ visit, id }: { visit: Visit; id: string }) {
  return (
    <form class="card" method="post" action={visit.to(`/subscriptions/${id}/reason`)}>
      <ReasonFields visit={visit} />
      <button>{visit.messages.cancel.whySend}</button>
    </form>
  )
}
