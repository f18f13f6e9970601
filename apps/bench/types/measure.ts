import { type Compiled, compile } from './compile.js'
import { type DialectName, dialects } from './dialects.js'
import { writeProject } from './write-project.js'

export interface Measured {
  readonly name: DialectName
  /** Per endpoint, without those of an empty contract. */
  readonly instantiations: number
  /** The median of the rounds, in seconds. */
  readonly check: number
  readonly slowest: number
  /** Megabytes. */
  readonly memory: number
}

/** Compiles all contracts in turn in each round, so that other load affects all of them. */
export async function measure(endpoints: number, rounds: number): Promise<Measured[]> {
  const names = Object.keys(dialects) as DialectName[]
  const projects: { name: DialectName; folder: string; empty: Compiled; all: Compiled[] }[] = []
  for (const name of names) {
    const empty = await compile(await writeProject(name, 0))
    projects.push({ name, folder: await writeProject(name, endpoints), empty, all: [] })
  }
  for (let round = 0; round < rounds; round++) {
    for (const { folder, all } of projects) all.push(await compile(folder))
    projects.push(...projects.splice(0, 1)) // the next round starts with another one
  }
  const inOrder = projects.sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name))
  return inOrder.map(({ name, empty, all }) => {
    const times = all.map(({ check }) => check).sort((a, b) => a - b)
    return {
      name,
      instantiations: (maxOf(all, 'instantiations') - empty.instantiations) / endpoints,
      check: times[Math.floor(times.length / 2)] ?? Number.NaN,
      slowest: times.at(-1) ?? Number.NaN,
      memory: maxOf(all, 'memory') / 1024,
    }
  })
}

function maxOf(all: readonly Compiled[], what: keyof Compiled): number {
  return Math.max(...all.map((one) => one[what]))
}
