/**
 * `breaking`: a correct client can fail. `additive`: there is more to use. `cosmetic`: only text for people has changed.
 */
export type ChangeClass = 'breaking' | 'additive' | 'cosmetic'

/** One difference between two states of the API. */
export interface Change {
  readonly class: ChangeClass
  /** The interface (REST or RPC), the operation, and the location within it. */
  readonly at: string
  readonly what: string
  /** The removed operation, if one was removed. */
  readonly removed?: string
}

/** Whether a schema now allows fewer, more or different values. */
export type Shift = 'narrower' | 'wider' | 'other'

/** Requests may become more permissive, responses less. */
export type Direction = 'input' | 'output'

export function classOf(shift: Shift, direction: Direction): ChangeClass {
  const harmless = direction === 'input' ? 'wider' : 'narrower'
  return shift === harmless ? 'additive' : 'breaking'
}
