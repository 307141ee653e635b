/** Ports of their own, so that the tests leave a running Verge alone. */
export const vergeUrl = 'http://localhost:3900'
export const portalUrl = 'http://localhost:4900'
export const accessToken = 'polar_oat_browser_tests'
