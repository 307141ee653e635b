/** Whether a form was sent from a page of this address: browsers say so themselves, and nobody else may post. */
export function isFromHere(request: Request, publicUrl: string): boolean {
  const site = request.headers.get('sec-fetch-site')
  if (site) return site === 'same-origin'
  return request.headers.get('origin') === new URL(publicUrl).origin
}
