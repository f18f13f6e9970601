import type { Operation } from '@taskpact/contract'
import { toCommands } from './to-commands.js'

/** Returns the source of `descriptions.gen.ts`: summaries of commands, and descriptions of fields. */
export function toDescriptionsFile(operations: readonly Operation[]): string {
  const commands = toCommands(operations)
  const summaries = Object.fromEntries(commands.map(({ words, summary }) => [words, summary]))
  const descriptions: Record<string, string> = {}
  for (const { words, args, flags } of commands) {
    for (const { field, description = '' } of [...args, ...flags]) {
      descriptions[field] ??= description
      if (descriptions[field] !== description) descriptions[`${words} ${field}`] = description
    }
  }
  return `// Generated from the contract by \`pnpm generate\`.

export const summaries: Readonly<Record<string, string>> = ${JSON.stringify(summaries, null, 2)}

/** By field, or by command and field where they differ. */
export const descriptions: Readonly<Record<string, string>> = ${JSON.stringify(descriptions, null, 2)}
`
}
