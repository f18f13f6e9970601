import { type Client, createClient, createSession, type Method } from '@taskpact/client'
import { createQueries } from '@taskpact/client/tanstack'

const session = createSession({ storage: undefined, onSignedOut: undefined, name: undefined })
const client = createClient({
  baseUrl: 'https://tasks.example.org',
  session: undefined,
  token: undefined,
  fetch: undefined,
  retries: undefined,
  timeout: undefined,
  onRequest: undefined,
  onResponse: undefined,
  onDeprecated: undefined,
})

export const results = [
  session.signout({ offline: undefined }),
  client.tasks.list({ status: undefined, limit: undefined }, { signal: undefined, timeout: undefined }),
  client.tasks.create({ title: 'Buy milk', tags: undefined, idempotencyKey: undefined }),
  createQueries(client).tasks.list.queryOptions({ cursor: undefined }),
]

/** The optional fields of an input, as undefined. */
type Absent<T> = { [K in keyof T as Record<never, never> extends Pick<T, K> ? K : never]: undefined }

/** The names of the methods whose input has an optional field that cannot be undefined. */
type Refusing<C> = {
  [K in keyof C]: C[K] extends Method<infer Arguments, unknown, unknown>
    ? NonNullable<Arguments[0]> extends infer Input
      ? Absent<Input> extends Partial<Input>
        ? never
        : K
      : never
    : Refusing<C[K]>
}[keyof C]

export const refusing: Refusing<Client>[] = []
refusing satisfies never[]
