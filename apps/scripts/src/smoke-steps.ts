import { randomBytes, randomUUID } from 'node:crypto'
import { type Client, type ClientErrorCode, createClient, isApiError } from '@taskpact/client'
import { createTrpcClient } from '@taskpact/client/trpc'
import type { SignedIn, Task } from '@taskpact/contract'
import { sentenceOf } from './run-script.js'
import type { Step } from './take-steps.js'

/** What a user who tries a server out has so far. */
export interface Journey {
  readonly baseUrl: string
  readonly client: Client
  /** For what is called otherwise than by the client. */
  readonly fetch: typeof fetch
  readonly account: { readonly email: string; readonly password: string }
  signedIn?: SignedIn | undefined
  task?: Task
}

export function openJourney(baseUrl: string, client: Client, fetch: typeof globalThis.fetch): Journey {
  const password = randomBytes(24).toString('base64url')
  return { baseUrl, client, fetch, account: { email: `smoke-${randomUUID()}@example.com`, password } }
}

export const steps: readonly Step<Journey>[] = [
  {
    name: 'is ready',
    async take({ client }) {
      await client.system.health()
      await client.system.ready()
    },
  },
  {
    name: 'serves the document of its own version',
    async take({ baseUrl, client, fetch }) {
      const { version } = await client.system.health()
      const answer = await fetch(`${baseUrl.replace(/\/+$/, '')}/openapi.json`)
      expect(answer.ok, `it answered ${answer.status}`)
      const document = (await answer.json()) as { info?: { version?: string } }
      expect(document.info?.version === version, `it is of ${document.info?.version}, the server ${version}`)
    },
  },
  {
    name: 'refuses strangers',
    take: ({ client }) => refused('unauthenticated', () => client.tasks.list()),
  },
  {
    name: 'signs up',
    async take(journey) {
      const { auth } = journey.client
      journey.signedIn = await auth.signup(journey.account).catch(async (error) => {
        // The account may be there all the same, for the last step to delete: the answer alone was lost, or spoiled.
        journey.signedIn = await auth.signin(journey.account).catch(() => undefined)
        throw error
      })
    },
  },
  {
    name: 'makes one task of a call that is sent twice',
    async take(journey) {
      const call = { title: 'Smoke', tags: ['smoke'], idempotencyKey: randomUUID() }
      const first = await journey.client.tasks.create(call)
      journey.task = await journey.client.tasks.create(call)
      expect(first.id === journey.task.id, 'it made two')
    },
  },
  {
    name: 'shows the task in lists, by itself and in the feed of changes',
    async take(journey) {
      const { id } = taskOf(journey)
      const { items } = await journey.client.tasks.list({ tags: ['smoke'] })
      expect(items.length === 1 && items[0]?.id === id, `the list has ${items.length}`)
      expect((await journey.client.tasks.get({ taskId: id })).title === 'Smoke', 'it has another title')
      const changes = await journey.client.tasks.changes()
      expect(JSON.stringify(changes.items).includes(id), 'the feed does not name it')
    },
  },
  {
    name: 'changes the task, unless it has changed since',
    async take(journey) {
      const { id: taskId, revision: ifMatch } = taskOf(journey)
      const change = { taskId, ifMatch, title: 'Smoke again' }
      journey.task = await journey.client.tasks.update(change)
      await refused('revision_mismatch', () => journey.client.tasks.update(change))
    },
  },
  {
    name: 'says which field is wrong',
    async take(journey) {
      const wrong = () => journey.client.tasks.update({ taskId: taskOf(journey).id, title: ' ' })
      const error = await refused('invalid_input', wrong)
      expect(
        error.errors.some(({ pointer }) => pointer.includes('title')),
        'it does not name the title',
      )
    },
  },
  {
    name: 'says the same over tRPC',
    async take(journey) {
      const { baseUrl, fetch, signedIn } = journey
      const { items } = await createTrpcClient({ baseUrl, fetch, token: signedIn?.token }).tasks.list.query({})
      expect(items[0]?.title === 'Smoke again', 'the task is not there')
    },
  },
  {
    name: 'goes on with the session',
    async take(journey) {
      const refreshToken = journey.signedIn?.refreshToken
      await journey.client.auth.refresh(refreshToken === undefined ? {} : { refreshToken })
      await journey.client.auth.me()
    },
  },
  {
    name: 'deletes the task',
    async take(journey) {
      const { id: taskId } = taskOf(journey)
      await journey.client.tasks.remove({ taskId })
      await refused('not_found', () => journey.client.tasks.get({ taskId }))
    },
  },
  {
    name: 'deletes the account, and refuses its token',
    async take({ client, account, baseUrl, fetch, signedIn }) {
      await client.auth.deleteMe({ password: account.password }).catch((error) => {
        throw new Error(`${account.email} may be left: ${sentenceOf(error)}`, { cause: error })
      })
      const stranger = createClient({ baseUrl, fetch, token: signedIn?.token })
      await refused('invalid_token', () => stranger.auth.me())
    },
    always: ({ signedIn }) => signedIn !== undefined,
  },
]

function taskOf({ task }: Journey): Task {
  if (!task) throw new Error('There is no task')
  return task
}

function expect(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Error(otherwise)
}

/** The failure of a call that must fail with that code; rejects where it succeeds or fails otherwise. */
async function refused(code: ClientErrorCode, call: () => Promise<unknown>) {
  const thrown = await call().then(
    () => new Error(`It succeeded, where ${code} was due`),
    (error: unknown) => error,
  )
  if (!isApiError(thrown, code)) throw thrown
  return thrown
}
