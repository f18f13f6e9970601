import type { Client } from '@taskpact/client'
import type { BatchOperation } from '@taskpact/contract'
import {
  accountOptions,
  createSessionClient,
  readPassword,
  resolveBaseUrl,
  signUpOrSignIn,
  withSignOut,
} from './account.js'
import { parseInteger, UsageError } from './command-line.js'
import type { Progress } from './progress.js'
import { runScript } from './run-script.js'
import { createSampleTasks, type SampleTask } from './sample-tasks.js'

/** The demo account. Its password is public. */
const demo = { email: 'ada@example.com', password: 'Test123!' }

/** Tasks per request: small enough to show progress. */
const batchSize = 50

await runScript({
  command: 'pnpm seed',
  summary: 'Creates a user with realistic tasks, or adds tasks to an existing user.',
  options: {
    ...accountOptions,
    email: { ...accountOptions.email, default: demo.email },
    tasks: { type: 'string', value: 'N', default: '150', description: 'Number of tasks.' },
    seed: {
      type: 'string',
      value: 'N',
      default: '1',
      description: 'Random seed: the same seed creates the same tasks.',
    },
    'in-production': { type: 'boolean', description: 'Allow a server whose environment is production.' },
  },
  notes: [`The default of $TASKPACT_PASSWORD is ${demo.password}`],
  async run({ values }, progress, signal) {
    const baseUrl = resolveBaseUrl(values.url)
    const account = { email: values.email, password: readPassword(demo.password) }
    const tasks = createSampleTasks(
      parseInteger('tasks', values.tasks, 100_000),
      parseInteger('seed', values.seed, 999_999_999),
      new Date(),
    )
    const client = createSessionClient(baseUrl)
    const { environment } = await client.system.health()
    if (environment === 'production' && !values['in-production']) {
      throw new UsageError(`${baseUrl} is a production server. Use --in-production to seed it`)
    }
    await signUpOrSignIn(client, account)
    const counts = await withSignOut(client, () => createTasks(client, tasks, progress, signal))
    return { url: baseUrl, email: account.email, ...counts }
  },
  format: ({ url, email, created, completed, trashed }) =>
    `${created} tasks for ${email} at ${url}: ${completed} completed, ${trashed} in the trash`,
})

async function createTasks(client: Client, all: readonly SampleTask[], progress: Progress, signal: AbortSignal) {
  let created = 0
  const counts = { completed: 0, trashed: 0 }
  for (let start = 0; start < all.length; start += batchSize) {
    signal.throwIfAborted()
    const batch = all.slice(start, start + batchSize)
    const operations = batch.map(({ task }) => ({ op: 'create', ...task }) as const)
    const { results } = await client.tasks.batch({ operations })
    const changes = batch.flatMap(({ state }, index): BatchOperation[] => {
      const taskId = results[index]?.task?.id
      if (taskId === undefined || state === 'pending') return []
      counts[state] += 1
      return [state === 'completed' ? { op: 'complete', taskId, completed: true } : { op: 'remove', taskId }]
    })
    if (changes.length > 0) await client.tasks.batch({ operations: changes })
    created += results.length
    progress.show(`${created} of ${all.length} tasks`)
  }
  return { created, ...counts }
}
