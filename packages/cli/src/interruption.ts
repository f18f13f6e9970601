/** Exit codes of processes that a signal ended: 128 and its number. */
const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

/** The reason of work that a signal stopped. */
export class Interruption extends Error {
  readonly exitCode: number

  constructor(signal: keyof typeof exitCodes) {
    super(`Stopped by ${signal}`)
    this.exitCode = exitCodes[signal]
  }
}

/** Returns a signal that is aborted with an Interruption by SIGINT, SIGTERM or SIGHUP. A second one ends the process at once. */
export function interruptionSignal(): AbortSignal {
  const controller = new AbortController()
  for (const signal of Object.keys(exitCodes) as (keyof typeof exitCodes)[]) {
    process.once(signal, () => controller.abort(new Interruption(signal)))
  }
  return controller.signal
}
