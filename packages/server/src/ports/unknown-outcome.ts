/** No answer, or none that can be trusted: whether it happened is unknown. It is asked again with the same key. */
export class UnknownOutcome extends Error {
  override readonly name: string = 'UnknownOutcome'
}
