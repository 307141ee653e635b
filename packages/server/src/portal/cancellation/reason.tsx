import type { Visit } from '../visit.ts'
import { Form, Radio, sentValue } from '../ui/form.tsx'

/** Never in the way: nobody has to explain in order to leave. */
export function ReasonFields({ visit }: { visit: Visit }) {
  const words = visit.messages.cancel
  return (
    <>
      <fieldset>
        <legend>{words.why}</legend>
        {Object.entries(words.reasons).map(([reason, text]) => (
          <label class="choice">
            <Radio name="reason" value={reason} /> {text}
          </label>
        ))}
      </fieldset>
      <div class="field">
        <label for="comment">{words.comment}</label>
        <textarea id="comment" name="comment" rows={2} maxlength={4000}>
          {sentValue('comment')}
        </textarea>
      </div>
    </>
  )
}

/** Asked once the cancellation is made. */
export function ReasonForm({ visit, id }: { visit: Visit; id: string }) {
  return (
    <Form class="card" to={visit.to(`/subscriptions/${id}/reason`)}>
      <ReasonFields visit={visit} />
      <button>{visit.messages.cancel.whySend}</button>
    </Form>
  )
}
