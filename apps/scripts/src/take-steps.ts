import { sentenceOf } from './run-script.js'

export interface Step<Journey> {
  /** What the server does where it is well. */
  readonly name: string
  /** Rejects where it does not. */
  take(journey: Journey): Promise<unknown>
  /** Whether it is taken also after a step that failed: it cleans up. */
  readonly always?: (journey: Journey) => boolean
}

export interface Taken {
  readonly name: string
  readonly ok: boolean
  /** Whole milliseconds. */
  readonly ms: number
  readonly error?: string
}

/** One after the other, up to the first that fails or that was to come when all were stopped; after it, those alone that clean up. */
export async function takeSteps<Journey>(
  steps: readonly Step<Journey>[],
  journey: Journey,
  onStep: (name: string) => void,
  stop: AbortSignal,
): Promise<Taken[]> {
  const taken: Taken[] = []
  for (const { name, take, always } of steps) {
    if (!always?.(journey)) {
      if (taken.some(({ ok }) => !ok)) continue
      if (stop.aborted) {
        taken.push({ name, ok: false, ms: 0, error: sentenceOf(stop.reason) })
        continue
      }
    }
    onStep(name)
    const started = performance.now()
    const error = await take(journey).then(
      () => undefined,
      (thrown: unknown) => sentenceOf(thrown),
    )
    const ms = Math.round(performance.now() - started)
    taken.push(error === undefined ? { name, ok: true, ms } : { name, ok: false, ms, error })
  }
  return taken
}
