/** Ports of their own, so that the tests leave a running Verge alone; each worker has a Verge to itself. */
export const addressesOf = (worker: number) => ({
  vergeUrl: `http://localhost:${3900 + worker}`,
  portalUrl: `http://localhost:${4900 + worker}`,
})
export const { vergeUrl, portalUrl } = addressesOf(Number(process.env.TEST_PARALLEL_INDEX ?? 0))
export const accessToken = 'polar_oat_browser_tests'
