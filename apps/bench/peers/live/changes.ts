import { EventEmitter } from 'node:events'

export interface Change {
  readonly id: string
  readonly title: string
  readonly description: string
}

/** Emits each change by the name of its topic. A stream is a listener, and there may be thousands. */
export const changes = new EventEmitter<Record<string, [Change]>>().setMaxListeners(0)

const description = 'An event of the size of ours. '.repeat(16)
let count = 0

export function toChange(title: string): Change {
  return { id: String(++count), title, description }
}

/** The first event of each stream, after which it misses none. */
export const opened: Change = { id: '0', title: '', description: '' }
