import { createClient, type Task } from '@taskpact/client'

const client = createClient({ baseUrl: 'https://tasks.example.org' })
const tasks = new Map<string, Task>()

/** Keeps a copy of all tasks up to date until the signal is aborted. */
export async function follow(signal: AbortSignal, onChange: (tasks: ReadonlyMap<string, Task>) => void) {
  const changes = client.tasks.changes.live({}, { signal, onStatus: (status) => console.log(status) })
  for await (const change of changes) {
    if (change.type === 'put') tasks.set(change.task.id, change.task)
    else tasks.delete(change.id)
    onChange(tasks)
  }
}
