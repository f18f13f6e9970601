import { createMockTransport } from '@taskpact/contract/mock'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createClient } from '../create-client.js'

const pageWith = (title: string, nextCursor: string) => ({
  items: [{ type: 'put' as const, revision: 1, task: { ...example, title } }],
  nextCursor,
  hasMore: false,
  revision: 1,
})
const example = await createClient({
  baseUrl: 'https://tasks.example.org',
  fetch: createMockTransport().fetch,
}).tasks.get({ taskId: crypto.randomUUID() })

const mock = createMockTransport()
const client = createClient({ baseUrl: 'https://tasks.example.org', fetch: mock.fetch })
const titleOf = ({ value }: IteratorResult<unknown>) => (value as { task?: { title?: string } }).task?.title
beforeEach(() => {
  mock.reset()
  vi.spyOn(Math, 'random').mockReturnValue(0)
})
afterEach(() => void vi.restoreAllMocks())

it('a mock of a stream sends the pages of a test', async () => {
  const { watch } = mock.responses.tasks
  watch.with(pageWith('first', 'a'))
  const changes = client.tasks.changes.live()
  expect(titleOf(await changes.next())).toBe('first')
  watch.sends(pageWith('second', 'b'))

  expect(titleOf(await changes.next())).toBe('second')
  await changes.return()
})

it('a mock of a stream ends, and the client continues after the last event', async () => {
  const { watch } = mock.responses.tasks
  watch.with(({ lastEventId }) => pageWith(`after ${lastEventId}`, `${lastEventId ?? ''}a`))
  const changes = client.tasks.changes.live()
  await changes.next()
  watch.ends()

  expect(titleOf(await changes.next())).toBe('after a')
  watch.ends('cursor_expired')
  await expect(changes.next()).rejects.toMatchObject({ code: 'cursor_expired' })
  expect(mock.calls.map(({ operation }) => operation)).toEqual(['tasks.watch', 'tasks.watch'])
})

it('a mock refuses events and ends that the contract does not allow', () => {
  const { watch } = mock.responses.tasks

  expect(() => watch.sends({ items: [] } as never)).toThrow(TypeError)
  expect(() => watch.ends('email_taken' as never)).toThrow(TypeError)
})
