import { createHash } from 'node:crypto'

/** Milliseconds within which an equal submission of a form comes from a second click. */
const secondClickMs = 3000

/** Runs `work` for the first of several equal submissions within three seconds, and gives all of them its result, unless it has failed. */
export type OnceForClicks<T> = (submission: readonly unknown[], now: Date, work: () => Promise<T>) => Promise<T>

interface Click<T> {
  readonly until: number
  readonly result: Promise<T>
}

/**
 * Creates a function for forms whose fields are valid once: of a double click, the browser shows the second response. Each submission with
 * wrong fields is an attempt of its own. What was thrown is a result too if `isStep` accepts it: it leads to the next step of the form.
 */
export function createOnceForClicks<T>(isStep: (thrown: unknown) => boolean): OnceForClicks<T> {
  const clicks = new Map<string, Click<T>>()
  return (submission, now, work) => {
    const key = createHash('sha256').update(JSON.stringify(submission)).digest('base64')
    const first = clicks.get(key)
    if (first && now.getTime() < first.until)
      return first.result.catch((thrown: unknown) => {
        if (isStep(thrown)) throw thrown
        return work()
      })
    const click = { until: now.getTime() + secondClickMs, result: work() }
    clicks.set(key, click)
    const forget = () => void (clicks.get(key) === click && clicks.delete(key))
    setTimeout(forget, secondClickMs).unref()
    click.result.catch((thrown: unknown) => isStep(thrown) || forget())
    return click.result
  }
}
