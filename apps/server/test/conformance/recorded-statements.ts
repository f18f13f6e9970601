export interface Statement {
  readonly text: string
  readonly parameters: readonly unknown[]
}

export interface Recorder {
  readonly onQuery: (statement: string, parameters: unknown[]) => void
  /** Returns the statements sent while a function runs. */
  during(run: () => Promise<unknown>): Promise<Statement[]>
}

export function recordStatements(): Recorder {
  const recorded: Statement[] = []
  return {
    onQuery: (text, parameters) => void recorded.push({ text, parameters }),
    async during(run) {
      const before = recorded.length
      await run()
      return recorded.slice(before)
    },
  }
}
