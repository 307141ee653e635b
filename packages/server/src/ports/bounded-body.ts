/** What was sent, or null where it is more than that; then no more of it is read. */
export async function boundedBody(request: Request, bytesMax: number): Promise<Uint8Array | null> {
  const told = request.headers.get('content-length')
  if (told !== null) {
    if (Number(told) > bytesMax) return null
    // HTTP lets nobody send more than they said, so it can be taken whole, which costs less than piece by piece.
    const bytes = new Uint8Array(await request.arrayBuffer())
    return bytes.length > bytesMax ? null : bytes
  }
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.length
    if (length > bytesMax) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
