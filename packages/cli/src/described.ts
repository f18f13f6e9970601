import type { Command, Flag } from './command.js'
import { descriptions, summaries } from './descriptions.gen.js'

/** Returns what a command does, in a few words. */
export function summaryOf({ words, summary }: Command): string {
  return summary ?? summaries[words] ?? ''
}

/** Returns what a flag or argument of a command means, in a sentence. */
export function descriptionOf({ words }: Command, { field, description }: Flag): string {
  return description ?? descriptions[`${words} ${field}`] ?? descriptions[field] ?? ''
}
