export type Input = Readonly<Record<string, unknown>>

/** The outcome of a call in a form that is equal on every transport. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: string; readonly fields: readonly string[]; readonly ticket?: string }

/** Returns the value of a call. Throws if it failed. */
export function succeeded(outcome: Outcome): unknown {
  if (!outcome.ok) throw new Error(`The call failed: ${outcome.code} ${outcome.fields}`)
  return outcome.value
}
