import type { Profiler } from 'node:inspector'
import { fileURLToPath } from 'node:url'
import { load, requestsOf, type Span } from './load.js'
import type { Running } from './running.js'
import type { Work } from './works.js'
import type { World } from './world.js'

/** What a function took of the processor by itself, as a share of all that was not idle. */
interface SelfTime {
  readonly name: string
  readonly share: number
}

const shownAtMost = 40

/** Where the processor time of a contestant goes at a work: by function, and by the package or file that holds it. */
export async function profileOf(work: Work, on: Running, world: World, span: Span): Promise<string> {
  const requests = await requestsOf(work, on, world)
  await load(on, requests, span)
  const profile = await on.profile(() => load(on, requests, span))
  const functions = selfTimes(profile, (at) => `${at.functionName || '(anonymous)'} ${placeOf(at)}`)
  const files = selfTimes(profile, (at) => placeOf(at).replace(/:\d+$/, ''))
  const packages = selfTimes(profile, (at) => packageOf(at.url))
  const title = `## ${on.contestant.name}: ${work.name}`
  return [title, listed('by package', packages), listed('by file', files), listed('by function', functions)].join(
    '\n\n',
  )
}

type At = Profiler.ProfileNode['callFrame']

function selfTimes({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile, nameOf: (at: At) => string): SelfTime[] {
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]))
  const times = new Map<string, number>()
  let all = 0
  for (const [index, id] of samples.entries()) {
    const at = byId.get(id)
    const time = timeDeltas[index] ?? 0
    if (!at || at.functionName === '(idle)' || isProfiler(at)) continue
    all += time
    const name = nameOf(at)
    times.set(name, (times.get(name) ?? 0) + time)
  }
  return [...times].map(([name, time]) => ({ name, share: time / all })).sort((a, b) => b.share - a.share)
}

/** What starts and stops the profile is in it too. */
function isProfiler({ functionName, url }: At): boolean {
  return functionName === 'dispatch' && url === ''
}

const root = fileURLToPath(new URL('../../../..', import.meta.url))

/** Within the workspace, or within the package that it comes from. */
function placeOf({ url, lineNumber }: At): string {
  const path = url
    .replace('file://', '')
    .replace(root, '')
    .replace(/^.*node_modules\//, '')
  return path === '' ? '' : `${path}:${lineNumber + 1}`
}

function packageOf(url: string): string {
  if (url === '') return 'V8 and Node, native'
  if (url.startsWith('node:')) return 'Node'
  return (
    /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ??
    url
      .replace('file://', '')
      .replace(root, '')
      .replace(/\/dist\/.*/, '')
  )
}

function listed(title: string, times: readonly SelfTime[]): string {
  const lines = times
    .slice(0, shownAtMost)
    .map(({ name, share }) => `${(share * 100).toFixed(1).padStart(5)} %  ${name}`)
  return `${title}\n${lines.join('\n')}`
}
