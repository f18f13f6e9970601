import type { Fixture } from './fixture.js'
import { load, requestsOf, type Span } from './load.js'
import type { RunningServer } from './running-server.js'
import { workloads } from './workloads.js'

/** Loads a server with all kinds of requests until V8 has compiled its code. */
export async function warmUp(running: RunningServer, fixture: Fixture, span: Span): Promise<void> {
  const workload = workloads.find(({ name }) => name === 'mixed')
  if (workload) await load(running, await requestsOf(workload, running, fixture), span)
}
