import { reasonOf } from '../timeout.js'

/** Adds an item to an iteration. Resolves once the next one is asked for. */
export type Push<T> = (item: T) => Promise<void>

/** Iterates over what `run` pushes, until it rejects, or the signal is aborted, whose reason it then throws. */
export async function* iterate<T>(
  run: (push: Push<T>) => Promise<never>,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const items: T[] = []
  let takeNext = () => {}
  let onChange = () => {}
  let fail: (() => never) | undefined
  const wake = () => onChange()
  signal.addEventListener('abort', wake)
  run((item) => {
    items.push(item)
    onChange()
    return new Promise((resolve) => {
      takeNext = resolve
    })
  }).catch((error) => {
    fail = () => {
      throw error
    }
    onChange()
  })
  try {
    for (;;) {
      if (signal.aborted) throw reasonOf(signal)
      const [item] = items.splice(0, 1)
      if (item !== undefined) {
        yield item
        takeNext()
        continue
      }
      fail?.()
      await new Promise<void>((resolve) => {
        onChange = resolve
      })
    }
  } finally {
    signal.removeEventListener('abort', wake)
    takeNext()
  }
}
