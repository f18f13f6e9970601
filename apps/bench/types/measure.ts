import { type Compiled, compile } from './compile.js'
import { type DialectName, dialects } from './dialects.js'
import { writeProject } from './write-project.js'

export interface Measured {
  readonly name: DialectName
  /** What each endpoint adds to an empty contract. */
  readonly instantiations: number
  /** The median of the rounds, in seconds. */
  readonly check: number
  readonly slowest: number
  /** Megabytes. */
  readonly memory: number
}

/** Compiles the contract of each, one after another in every round, so that what else the machine does strikes all alike. */
export async function measure(endpoints: number, rounds: number): Promise<Measured[]> {
  const names = Object.keys(dialects) as DialectName[]
  const projects: { name: DialectName; folder: string; empty: Compiled; all: Compiled[] }[] = []
  for (const name of names) {
    const empty = await compile(await writeProject(name, 0))
    projects.push({ name, folder: await writeProject(name, endpoints), empty, all: [] })
  }
  for (let round = 0; round < rounds; round++) {
    for (const { folder, all } of projects) all.push(await compile(folder))
    projects.push(...projects.splice(0, 1)) // another one begins
  }
  const inOrder = projects.sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name))
  return inOrder.map(({ name, empty, all }) => {
    const times = all.map(({ check }) => check).sort((a, b) => a - b)
    return {
      name,
      instantiations: (most(all, 'instantiations') - empty.instantiations) / endpoints,
      check: times[Math.floor(times.length / 2)] ?? Number.NaN,
      slowest: times.at(-1) ?? Number.NaN,
      memory: most(all, 'memory') / 1024,
    }
  })
}

function most(all: readonly Compiled[], what: keyof Compiled): number {
  return Math.max(...all.map((one) => one[what]))
}
