import { load, requestsOf, type Span } from './load.js'
import type { Running } from './running.js'
import { works } from './works.js'
import type { World } from './world.js'

/** A contestant works for a while at everything that all do, until its code is compiled for it. */
export async function warmUp(on: Running, world: World, span: Span): Promise<void> {
  const work = works.find(({ name }) => name === 'mixed')
  if (work) await load(on, await requestsOf(work, on, world), span)
}
