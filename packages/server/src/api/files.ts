/** A file that is written while it is sent, so that a long one takes no more memory than a short one. */
export function fileOf(
  { name, type }: { name: string; type: string },
  parts: AsyncGenerator<string | Uint8Array>,
): Response {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await parts.next()
      if (done) controller.close()
      else controller.enqueue(typeof value === 'string' ? encoder.encode(value) : value)
    },
    cancel: () => parts.return(undefined).then(() => {}),
  })
  return new Response(body, {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"`,
    },
  })
}
