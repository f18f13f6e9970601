/**
 * `breaking`: a caller that did right before may do wrong now. `additive`: there is more to use. `cosmetic`: only what people
 * read has changed.
 */
export type ChangeClass = 'breaking' | 'additive' | 'cosmetic'

/** One difference between two states of the API. */
export interface Change {
  readonly class: ChangeClass
  /** The surface, the operation and the place in it. */
  readonly at: string
  readonly what: string
  /** The operation that is gone, where one is. */
  readonly removed?: string
}

/** Whether the values that a schema allows became fewer, more, or others. */
export type Shift = 'narrower' | 'wider' | 'other'

/** What is sent may be more than before; what is received may be less. */
export type Direction = 'input' | 'output'

export function classOf(shift: Shift, direction: Direction): ChangeClass {
  const harmless = direction === 'input' ? 'wider' : 'narrower'
  return shift === harmless ? 'additive' : 'breaking'
}
