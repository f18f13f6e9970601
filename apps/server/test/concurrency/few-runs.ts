/**
 * The same cases on each run, and few of them. Nothing is shrunk: writers that race do not fail twice alike, and every try
 * takes its time.
 */
export function fewRuns(numRuns: number) {
  return { seed: 20_261_123, numRuns, endOnFailure: true }
}
