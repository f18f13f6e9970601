import type { Operation } from './operations.js'

/** The media type of server-sent events (HTML Standard, section 9.2). */
export const eventStreamType = 'text/event-stream'

/** The name of the events of a stream: those with pages of `things.changes` are `changes`. */
export function eventNameOf({ metadata }: Operation): string {
  return metadata.streams?.split('.').at(-1) ?? ''
}
