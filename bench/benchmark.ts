import type { Product } from './product.ts'

export type Figures = Record<string, number | string>

interface Question {
  name: string
  parameters: Record<string, number | string>
  /** Rows to compare with that an earlier measurement gave and no run of ours repeats. */
  elsewhere?: { [row: string]: Figures }
}

/** One question about the running product, and the rows that answer it. */
export interface Benchmark extends Question {
  run(product: Product): Promise<{ [row: string]: Figures }>
}

/** One that brings its own processes and wants the whole machine. */
export interface LoneBenchmark extends Question {
  run(): Promise<{ [row: string]: Figures }>
}

/** The value below which this share of the measured ones lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  const at = Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))
  return sorted[at]!
}

export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits))
}

/** Median and spread of a few runs, in whole units. */
export function spread(name: string, values: readonly number[]): Figures {
  return {
    [`${name} median`]: rounded(percentile(values, 0.5), 0),
    [`${name} min`]: rounded(Math.min(...values), 0),
    [`${name} max`]: rounded(Math.max(...values), 0),
  }
}
