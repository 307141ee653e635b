/** What an answer holds; an answer that is none is thrown as both clients throw it. */
export async function answerOf(response: Response): Promise<unknown> {
  const body = (await response.json().catch(() => null)) as object | null
  if (response.ok && body) return body
  throw Object.assign(new Error(`Answered with ${response.status}`), {
    statusCode: response.status,
    error: body,
  })
}
