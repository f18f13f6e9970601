import { setTimeout as sleep } from 'node:timers/promises'

export interface Statement {
  readonly text: string
  readonly parameters: readonly unknown[]
}

export interface Recorder {
  readonly onQuery: (statement: string, parameters: unknown[]) => void
  /** Returns the statements sent while a function runs. The first call waits until the jobs of the starting server have ended. */
  during(run: () => Promise<unknown>): Promise<Statement[]>
}

const quietMs = 250

/** Leaves out the query for the status of the session, which is cached for some seconds only. */
export function afterAuthentication(statements: readonly Statement[]): Statement[] {
  return statements.filter(({ text }) => !text.startsWith('select "user_id", "id" from "sessions" '))
}

export function recordStatements(): Recorder {
  const recorded: Statement[] = []
  let started: Promise<void> | undefined

  async function untilQuiet(): Promise<void> {
    for (let before = -1; before !== recorded.length; ) {
      before = recorded.length
      await sleep(quietMs)
    }
  }

  return {
    onQuery: (text, parameters) => void recorded.push({ text, parameters }),
    async during(run) {
      started ??= untilQuiet()
      await started
      const before = recorded.length
      await run()
      return recorded.slice(before)
    },
  }
}
