/** The result of a Mann-Whitney U test: https://doi.org/10.1214/aoms/1177730491. */
export interface RankTest {
  /** Probability that a value of the first sample is the greater one. 0.5 means no difference. */
  readonly superiority: number
  /** Two-sided probability of a difference at least this large if both samples have the same distribution. */
  readonly p: number
}

/** Compares two samples by the ranks of their values, with the normal approximation, which suits more than 20 values. */
export function compareByRank(first: readonly number[], second: readonly number[]): RankTest {
  const all = [
    ...first.map((value) => ({ value, isFirst: true })),
    ...second.map((value) => ({ value, isFirst: false })),
  ]
  all.sort((a, b) => a.value - b.value)
  let rankSum = 0
  for (let start = 0; start < all.length; ) {
    const end = all.findLastIndex(({ value }) => value === all[start]?.value) + 1
    const rank = (start + 1 + end) / 2 // the mean rank of equal values
    rankSum += rank * all.slice(start, end).filter(({ isFirst }) => isFirst).length
    start = end
  }
  const [m, n] = [first.length, second.length]
  const u = rankSum - (m * (m + 1)) / 2
  const z = (u - (m * n) / 2) / Math.sqrt((m * n * (m + n + 1)) / 12)
  return { superiority: u / (m * n), p: 2 * (1 - normal(Math.abs(z))) }
}

/** The cumulative normal distribution (Abramowitz and Stegun, 26.2.17), with an error below 7.5e-8. */
function normal(z: number): number {
  const t = 1 / (1 + 0.231_641_9 * z)
  const series = [0.319_381_53, -0.356_563_782, 1.781_477_937, -1.821_255_978, 1.330_274_429]
  const tail = series.reduceRight((sum, coefficient) => (sum + coefficient) * t, 0)
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * tail
}
