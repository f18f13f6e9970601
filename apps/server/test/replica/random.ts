/** A seeded generator of random numbers (mulberry32), so that a run can be repeated. */
export interface Random {
  /** Returns an integer from 0 to below `end`. */
  below(end: number): number
  pick<T>(items: readonly T[]): T
  /** Returns true with this probability, by default one half. */
  chance(probability?: number): boolean
}

export function createRandom(seed: number): Random {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number) => Math.floor(next() * end)
  return {
    below,
    pick: <T>(items: readonly T[]) => items[below(items.length)] as T,
    chance: (probability = 0.5) => next() < probability,
  }
}
