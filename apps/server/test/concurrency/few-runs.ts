/** Returns options for a few deterministic runs without shrinking: races do not fail twice alike, and each run is slow. */
export function fewRuns(numRuns: number) {
  return { seed: 20_261_123, numRuns, endOnFailure: true }
}
