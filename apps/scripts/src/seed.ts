import type { Client } from '@taskpact/client'
import type { BatchOperation } from '@taskpact/contract'
import { accountOptions, baseUrlOf, openClient, passwordOf, signInOrUp, thenSignOut } from './account.js'
import { UsageError, wholeNumber } from './command-line.js'
import type { Progress } from './progress.js'
import { type RealisticTask, realisticTasks } from './realistic-tasks.js'
import { runScript } from './run-script.js'

/** An account for trying things out; its password is no secret. */
const demo = { email: 'ada@example.com', password: 'Test123!' }

/** Changes in one call: few enough to show progress. */
const step = 50

await runScript({
  command: 'pnpm seed',
  summary: 'Makes a user with realistic tasks, or gives them to the one that there is.',
  options: {
    ...accountOptions,
    email: { ...accountOptions.email, default: demo.email },
    tasks: { type: 'string', value: 'N', default: '150', describe: 'How many tasks.' },
    seed: { type: 'string', value: 'N', default: '1', describe: 'The same number makes the same tasks.' },
    'in-production': { type: 'boolean', describe: 'Also where the server says that it is in production.' },
  },
  notes: [`Without $TASKPACT_PASSWORD, the password is ${demo.password}`],
  async run({ values }, progress, stop) {
    const baseUrl = baseUrlOf(values.url)
    const account = { email: values.email, password: passwordOf(demo.password) }
    const tasks = realisticTasks(
      wholeNumber('tasks', values.tasks, 100_000),
      wholeNumber('seed', values.seed, 999_999_999),
      new Date(),
    )
    const client = openClient(baseUrl)
    const { environment } = await client.system.health()
    if (environment === 'production' && !values['in-production']) {
      throw new UsageError(`${baseUrl} is in production: say --in-production if it is meant`)
    }
    await signInOrUp(client, account)
    const made = await thenSignOut(client, () => make(client, tasks, progress, stop))
    return { url: baseUrl, email: account.email, ...made }
  },
  tell: ({ url, email, created, completed, trashed }) =>
    `${created} tasks for ${email} at ${url}: ${completed} completed, ${trashed} in the trash`,
})

async function make(client: Client, all: readonly RealisticTask[], progress: Progress, stop: AbortSignal) {
  let created = 0
  const count = { completed: 0, trashed: 0 }
  for (let start = 0; start < all.length; start += step) {
    stop.throwIfAborted()
    const some = all.slice(start, start + step)
    const operations = some.map(({ task }) => ({ op: 'create', ...task }) as const)
    const { results } = await client.tasks.batch({ operations })
    const fates = some.flatMap(({ fate }, index): BatchOperation[] => {
      const taskId = results[index]?.task?.id
      if (taskId === undefined || fate === 'pending') return []
      count[fate] += 1
      return [fate === 'completed' ? { op: 'complete', taskId, completed: true } : { op: 'remove', taskId }]
    })
    if (fates.length > 0) await client.tasks.batch({ operations: fates })
    created += results.length
    progress.show(`${created} of ${all.length} tasks`)
  }
  return { created, ...count }
}
