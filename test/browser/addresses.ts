/** Ports of their own, so that the tests leave a running Verge alone; each worker has a Verge to itself. */
export const addressesOf = (worker: number) => ({
  vergeUrl: `http://localhost:${3900 + worker}`,
  portalUrl: `http://localhost:${4900 + worker}`,
})
/** What tells the workers where the data of theirs are. */
export const dataOf = (worker: number) => `VERGE_DATA_OF_WORKER_${worker}`

const worker = Number(process.env.TEST_PARALLEL_INDEX ?? 0)
export const { vergeUrl, portalUrl } = addressesOf(worker)
export const dataDirectory = process.env[dataOf(worker)]!
export const accessToken = 'polar_oat_browser_tests'
