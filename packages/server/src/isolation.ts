/**
 * Whether a browser asks for a page of ours in the name of another site and not because somebody goes there: from a frame, as an
 * image, a script or data. What it would do with the answer nobody here wants; browsers say so themselves.
 */
export function isTakenByAnotherSite({ headers }: Request): boolean {
  const purpose = headers.get('sec-fetch-dest')
  if (purpose === null || purpose === 'document') return false
  if (headers.get('sec-fetch-mode') === 'navigate') return true
  const site = headers.get('sec-fetch-site') ?? 'none'
  return site === 'cross-site' || site === 'same-site'
}
