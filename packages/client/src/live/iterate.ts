/** Adds an item to an iteration. Resolves once the next one is asked for. */
export type Push<T> = (item: T) => Promise<void>

/** Iterates over what `run` pushes, until it rejects. */
export async function* iterate<T>(run: (push: Push<T>) => Promise<never>): AsyncGenerator<T, void, undefined> {
  const items: T[] = []
  let takeNext = () => {}
  let onChange = () => {}
  let fail: (() => never) | undefined
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
  for (;;) {
    for (const item of items.splice(0)) {
      yield item
      takeNext()
    }
    fail?.()
    await new Promise<void>((resolve) => {
      onChange = resolve
    })
  }
}
