import { formatError } from './run-script.js'

export interface Step<Context> {
  /** The expected behavior, such as `signs up`. */
  readonly name: string
  /** Rejects if the behavior differs. */
  run(context: Context): Promise<unknown>
  /** Whether to run the step even after a failure or an abort, to clean up. Defaults to false. */
  readonly always?: (context: Context) => boolean
}

export interface StepResult {
  readonly name: string
  readonly ok: boolean
  /** Duration in whole milliseconds. */
  readonly ms: number
  readonly error?: string
}

/** Runs steps in order until one fails or the signal is aborted; after that, only the clean-up steps. */
export async function runSteps<Context>(
  steps: readonly Step<Context>[],
  context: Context,
  onStep: (name: string) => void,
  signal: AbortSignal,
): Promise<StepResult[]> {
  const results: StepResult[] = []
  for (const { name, run, always } of steps) {
    if (!always?.(context)) {
      if (results.some(({ ok }) => !ok)) continue
      if (signal.aborted) {
        results.push({ name, ok: false, ms: 0, error: formatError(signal.reason) })
        continue
      }
    }
    onStep(name)
    const startedAt = performance.now()
    const error = await run(context).then(
      () => undefined,
      (thrown: unknown) => formatError(thrown),
    )
    const ms = Math.round(performance.now() - startedAt)
    results.push(error === undefined ? { name, ok: true, ms } : { name, ok: false, ms, error })
  }
  return results
}
