import type { Task } from '@taskpact/contract'

/** A JSON array of the tasks, each whole; one piece of text for each task. */
export async function* toJson(tasks: AsyncIterable<Task>): AsyncGenerator<string> {
  let before = '['
  for await (const task of tasks) {
    yield before + JSON.stringify(task)
    before = ','
  }
  yield before === '[' ? '[]' : ']'
}
