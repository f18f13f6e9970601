import type { Profiler } from 'node:inspector'
import { fileURLToPath } from 'node:url'
import type { Fixture } from './fixture.js'
import { load, requestsOf, type Span } from './load.js'
import type { RunningServer } from './running-server.js'
import { sourceOf } from './source-of.js'
import type { Workload } from './workloads.js'

/** Self time as a share of all time that was not idle. */
interface SelfTime {
  readonly name: string
  readonly share: number
}

const maxLines = 40

/** Returns the CPU time of a server with a workload by package, file and function. */
export async function profileOf(
  workload: Workload,
  running: RunningServer,
  fixture: Fixture,
  span: Span,
): Promise<string> {
  const requests = await requestsOf(workload, running, fixture)
  await load(running, requests, span)
  const profile = await running.profile(() => load(running, requests, span))
  const functions = selfTimes(profile, (at) => `${at.functionName || '(anonymous)'} ${placeOf(at)}`)
  const files = selfTimes(profile, (at) => placeOf(at).replace(/:\d+$/, ''))
  const packages = selfTimes(profile, (at) => packageOf(at.url))
  const title = `## ${running.server.name}: ${workload.name}`
  return [title, toList('by package', packages), toList('by file', files), toList('by function', functions)].join(
    '\n\n',
  )
}

type At = Profiler.ProfileNode['callFrame']

function selfTimes({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile, nameOf: (at: At) => string): SelfTime[] {
  const byId = new Map(nodes.map((node) => [node.id, sourceOf(node.callFrame)]))
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

/** Starting and stopping the profile is part of it. */
function isProfiler({ functionName, url }: At): boolean {
  return functionName === 'dispatch' && url === ''
}

const root = fileURLToPath(new URL('../../../..', import.meta.url))

/** Returns the path in the workspace, or in a package of node_modules. */
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
      .replace(/\/(dist|src)\/.*/, '')
  )
}

function toList(title: string, times: readonly SelfTime[]): string {
  const lines = times.slice(0, maxLines).map(({ name, share }) => `${(share * 100).toFixed(1).padStart(5)} %  ${name}`)
  return `${title}\n${lines.join('\n')}`
}
