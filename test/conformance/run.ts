import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { differences } from './differences.ts'
import { judge } from './judge.ts'
import { printed, reportOf } from './report.ts'
import { openServer } from './server.ts'
import { suite } from './suite.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string', default: 'test-results/conformance.json' }, only: { type: 'string' } },
})
const [url] = positionals
if (!url || !URL.canParse(url)) {
  console.error(
    'npm run conformance -- <base URL> [--json file] [--only pattern]\n\nThe organization access token stands in POLAR_ACCESS_TOKEN, or in the data directory of a Verge on this machine.\nIt makes customers, products and webhook endpoints there, and moves the clock of a sandbox forward by years:\ngive it a server that nobody needs.',
  )
  process.exit(2)
}

/** As the operator gave it, or as a Verge that was started here keeps it. */
function accessToken(): string {
  const kept = join(process.env.VERGE_DATA_DIR || '.verge', 'access-token')
  const token = process.env.POLAR_ACCESS_TOKEN || (existsSync(kept) ? readFileSync(kept, 'utf8').trim() : '')
  if (token) return token
  console.error('Set POLAR_ACCESS_TOKEN to an organization access token of that server.')
  process.exit(2)
}

const server = await openServer({ url: url.replace(/\/+$/, ''), token: accessToken() })
const pattern = new RegExp(values.only ?? '')
const chosen = suite.filter((check) =>
  pattern.test(check.kind === 'operation' ? `${check.method} ${check.path}` : check.id),
)
const verdicts = await judge(
  server,
  chosen,
  ({ outcome }) => void process.stderr.write(outcome === 'failed' ? 'F' : '.'),
)
const report = reportOf(server.url, verdicts, differences)
mkdirSync(dirname(values.json), { recursive: true })
writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`)
console.log(`\n\n${printed(report)}`)
process.exitCode = report.unexplained === 0 ? 0 : 1
