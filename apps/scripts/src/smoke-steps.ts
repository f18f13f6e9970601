import { randomBytes, randomUUID } from 'node:crypto'
import { type Client, type ClientErrorCode, createClient, isApiError } from '@taskpact/client'
import { createTrpcClient } from '@taskpact/client/trpc'
import type { SignedIn, Task } from '@taskpact/contract'
import { formatError } from './run-script.js'
import type { Step } from './run-steps.js'

/** State that the steps share. */
export interface SmokeContext {
  readonly baseUrl: string
  readonly client: Client
  /** For requests made without the client. */
  readonly fetch: typeof fetch
  readonly account: { readonly email: string; readonly password: string }
  signedIn?: SignedIn | undefined
  task?: Task
}

/** Creates the context with a random account. */
export function createSmokeContext(baseUrl: string, client: Client, fetch: typeof globalThis.fetch): SmokeContext {
  const password = randomBytes(24).toString('base64url')
  return { baseUrl, client, fetch, account: { email: `smoke-${randomUUID()}@example.com`, password } }
}

export const smokeSteps: readonly Step<SmokeContext>[] = [
  {
    name: 'is ready',
    async run({ client }) {
      await client.system.health()
      await client.system.ready()
    },
  },
  {
    name: 'serves the OpenAPI document of its version',
    async run({ baseUrl, client, fetch }) {
      const { version } = await client.system.health()
      const response = await fetch(`${baseUrl.replace(/\/+$/, '')}/openapi.json`)
      expect(response.ok, `the status is ${response.status}`)
      const document = (await response.json()) as { info?: { version?: string } }
      const documented = document.info?.version
      expect(documented === version, `the document has version ${documented}, the server ${version}`)
    },
  },
  {
    name: 'rejects unauthenticated requests',
    run: ({ client }) => expectError('unauthenticated', () => client.tasks.list()),
  },
  {
    name: 'signs up',
    async run(context) {
      const { auth } = context.client
      context.signedIn = await auth.signup(context.account).catch(async (error) => {
        // If only the response was lost, the account exists and the last step must delete it.
        context.signedIn = await auth.signin(context.account).catch(() => undefined)
        throw error
      })
    },
  },
  {
    name: 'creates one task for two requests with the same Idempotency-Key',
    async run(context) {
      const input = { title: 'Smoke', tags: ['smoke'], idempotencyKey: randomUUID() }
      const first = await context.client.tasks.create(input)
      context.task = await context.client.tasks.create(input)
      expect(first.id === context.task.id, 'it created two tasks')
    },
  },
  {
    name: 'returns the task in lists, by id and in the change feed',
    async run(context) {
      const { id } = taskOf(context)
      const { items } = await context.client.tasks.list({ tags: ['smoke'] })
      expect(items.length === 1 && items[0]?.id === id, `the list has ${items.length} tasks`)
      expect((await context.client.tasks.get({ taskId: id })).title === 'Smoke', 'the title differs')
      const changes = await context.client.tasks.changes()
      expect(JSON.stringify(changes.items).includes(id), 'the change feed does not contain the task')
    },
  },
  {
    name: 'updates the task, and rejects an outdated If-Match',
    async run(context) {
      const { id: taskId, revision: ifMatch } = taskOf(context)
      const change = { taskId, ifMatch, title: 'Smoke again' }
      context.task = await context.client.tasks.update(change)
      await expectError('revision_mismatch', () => context.client.tasks.update(change))
    },
  },
  {
    name: 'names the invalid field of an input',
    async run(context) {
      const blankTitle = () => context.client.tasks.update({ taskId: taskOf(context).id, title: ' ' })
      const error = await expectError('invalid_input', blankTitle)
      expect(
        error.errors.some(({ pointer }) => pointer.includes('title')),
        'the error does not name the title',
      )
    },
  },
  {
    name: 'returns the same task over tRPC',
    async run(context) {
      const { baseUrl, fetch, signedIn } = context
      const { items } = await createTrpcClient({ baseUrl, fetch, token: signedIn?.token }).tasks.list.query({})
      expect(items[0]?.title === 'Smoke again', 'the task is missing')
    },
  },
  {
    name: 'refreshes the tokens of the session',
    async run(context) {
      const refreshToken = context.signedIn?.refreshToken
      await context.client.auth.refresh(refreshToken === undefined ? {} : { refreshToken })
      await context.client.auth.me()
    },
  },
  {
    name: 'deletes the task',
    async run(context) {
      const { id: taskId } = taskOf(context)
      await context.client.tasks.remove({ taskId })
      await expectError('not_found', () => context.client.tasks.get({ taskId }))
    },
  },
  {
    name: 'deletes the account and rejects its token',
    async run({ client, account, baseUrl, fetch, signedIn }) {
      await client.auth.deleteMe({ password: account.password }).catch((error) => {
        throw new Error(`${account.email} may not be deleted: ${formatError(error)}`, { cause: error })
      })
      const deleted = createClient({ baseUrl, fetch, token: signedIn?.token })
      await expectError('invalid_token', () => deleted.auth.me())
    },
    always: ({ signedIn }) => signedIn !== undefined,
  },
]

function taskOf({ task }: SmokeContext): Task {
  if (!task) throw new Error('There is no task')
  return task
}

function expect(condition: boolean, message: string): void {
  if (!condition) throw new Error(message)
}

/** Returns the error of a call that must fail with the code; rejects if it succeeds or fails with another error. */
async function expectError(code: ClientErrorCode, call: () => Promise<unknown>) {
  const thrown = await call().then(
    () => new Error(`Expected ${code}, but the call succeeded`),
    (error: unknown) => error,
  )
  if (!isApiError(thrown, code)) throw thrown
  return thrown
}
