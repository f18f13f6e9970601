import type { Task } from '@taskpact/contract'

/** Yields a JSON array of tasks, one chunk of text per task. */
export async function* toJson(tasks: AsyncIterable<Task>): AsyncGenerator<string> {
  let separator = '['
  for await (const task of tasks) {
    yield separator + JSON.stringify(task)
    separator = ','
  }
  yield separator === '[' ? '[]' : ']'
}
