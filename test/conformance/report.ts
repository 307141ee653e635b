import type { Difference } from './differences.ts'
import { callers, type Verdict } from './judge.ts'

export interface Report {
  url: string
  /** Of all that was tried. */
  percent: number
  passed: number
  failed: number
  notTried: number
  /** Failures that no deliberate difference explains. */
  unexplained: number
  verdicts: readonly (Verdict & { difference: string | null })[]
}

export function reportOf(
  url: string,
  verdicts: readonly Verdict[],
  differences: readonly Difference[],
): Report {
  const explained = verdicts.map((verdict) => ({
    ...verdict,
    difference: differences.find(({ checks }) => checks.includes(verdict.id))?.title ?? null,
  }))
  const count = (outcome: Verdict['outcome']) =>
    verdicts.filter((verdict) => verdict.outcome === outcome).length
  const [passed, failed] = [count('passed'), count('failed')]
  return {
    url,
    percent: passed + failed === 0 ? 0 : Math.floor((passed / (passed + failed)) * 1000) / 10,
    passed,
    failed,
    notTried: count('not tried'),
    unexplained: explained.filter(({ outcome, difference }) => outcome === 'failed' && !difference).length,
    verdicts: explained,
  }
}

const signs = { passed: 'ok', failed: 'FAIL', 'not tried': '–' }

/** For whoever reads it in a terminal: a line for each operation and each behaviour, and what went wrong below. */
export function printed(report: Report): string {
  const { verdicts } = report
  const operations = Map.groupBy(
    verdicts.filter(({ kind }) => kind === 'operation'),
    ({ id }) => id,
  )
  const cell = (of: readonly Verdict[], caller: string) => {
    const verdict = of.find((one) => one.caller === caller)
    return (verdict ? signs[verdict.outcome] : '').padEnd(9)
  }
  const claims = verdicts.filter(({ kind }) => kind !== 'operation')
  const troubled = verdicts.filter(({ outcome }) => outcome === 'failed')
  const untried = Map.groupBy(
    verdicts.filter(({ outcome }) => outcome === 'not tried'),
    ({ why }) => why,
  )
  return [
    `   ${callers.map((caller) => caller.padEnd(9)).join('')}operation`,
    ...[...operations].map(
      ([id, of]) => `${of[0]!.mark}  ${callers.map((caller) => cell(of, caller)).join('')}${id}`,
    ),
    '',
    ...claims.map(({ id, outcome, says }) => `${signs[outcome].padEnd(5)} ${id}  ${says}`),
    '',
    ...troubled.map(
      (verdict) =>
        `FAIL  ${nameOf(verdict)}: ${verdict.why}${verdict.difference ? ` (deliberate: ${verdict.difference})` : ''}`,
    ),
    ...[...untried].map(
      ([why, of]) => `not tried, ${why}: ${[...new Set(of.map(({ id }) => id))].join(', ')}`,
    ),
    '',
    `${report.url}: ${report.percent} % of what could be tried: ${report.passed} passed, ${report.failed} failed (${report.failed - report.unexplained} on purpose), ${report.notTried} not tried`,
  ].join('\n')
}

export function nameOf({ id, caller }: Verdict): string {
  return caller ? `${id} by ${caller}` : id
}
