/** Whoever sends it left in the middle, or was shown out for taking too long: nobody hears an answer, and it is no fault of ours. */
export class BrokenOff extends Error {
  override readonly name = 'BrokenOff'
}

/** What was sent, or null where it is more than that; then no more of it is read. @throws BrokenOff */
export async function boundedBody(request: Request, bytesMax: number): Promise<Uint8Array | null> {
  return read(request, bytesMax).catch((cause: unknown) => {
    throw new BrokenOff('The request ended before its body did.', { cause })
  })
}

async function read(request: Request, bytesMax: number): Promise<Uint8Array | null> {
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
