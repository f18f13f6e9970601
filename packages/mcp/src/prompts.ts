/** A template of a message that users can select, such as a command in a chat. */
export interface Prompt {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly arguments: readonly PromptArgument[]
  /** Returns the message. The values are of the user: missing ones are undefined. */
  readonly text: (values: PromptValues) => string
}

export interface PromptArgument {
  readonly name: string
  readonly description: string
}

export type PromptValues = Readonly<Record<string, string | undefined>>

/** Characters of a value. */
const maxValue = 100

/** Returns the declared arguments in the params of a request. All are optional. */
export function valuesOf(prompt: Prompt, values: unknown): PromptValues {
  const given = (values ?? {}) as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    prompt.arguments.flatMap(({ name }) => {
      const value = Object.hasOwn(given, name) ? given[name] : undefined
      return typeof value === 'string' && value.trim() !== '' ? [[name, value.trim().slice(0, maxValue)]] : []
    }),
  )
}
