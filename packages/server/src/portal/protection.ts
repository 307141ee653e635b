/** Where browsers tell what a policy kept them from, and how policies name that place. */
export const reportsPath = '/reports'
export const reportsGroup = 'csp'

/** Of what a browser could lend, nothing is needed here. It complains of names that it does not know. */
const nothingOfTheDevice = [
  'accelerometer',
  'autoplay',
  'camera',
  'clipboard-read',
  'clipboard-write',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'gamepad',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-create',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'storage-access',
  'usb',
  'window-management',
  'xr-spatial-tracking',
]
  .map((feature) => `${feature}=()`)
  .join(', ')

/** What every answer says unless its own part knows better: data, files and errors too. */
const ofEverything = {
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': nothingOfTheDevice,
  'referrer-policy': 'same-origin',
  'reporting-endpoints': `${reportsGroup}="${reportsPath}"`,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** Addresses are told to no other site; the page whose address holds a token tells only its origin. */
export function protect(headers: Headers): void {
  for (const [name, value] of Object.entries(ofEverything)) if (!headers.has(name)) headers.set(name, value)
}

/** The same answers, as pages that somebody sees: nobody keeps them, and nothing is loaded into them that does not want to be. */
export function withProtection<Rest extends unknown[]>(
  answer: (request: Request, ...rest: Rest) => Response | Promise<Response>,
) {
  return async (request: Request, ...rest: Rest): Promise<Response> => {
    const response = await answer(request, ...rest)
    response.headers.set('cache-control', 'private, no-store')
    response.headers.set('cross-origin-embedder-policy', 'require-corp')
    protect(response.headers)
    return response
  }
}
