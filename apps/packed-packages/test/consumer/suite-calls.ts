import { createClient, fieldErrors, isApiError } from '@taskpact/client'
import { createTrpcClient } from '@taskpact/client/trpc'
import { createMockTransport } from '@taskpact/contract/mock'
import { settings } from './settings.js'
import { codeOf, equal, openUser, password, sharedUser } from './suite-user.js'

export const callSteps = {
  async 'creates one task for one idempotency key'() {
    const { client } = await sharedUser()
    const input = { title: 'Once 😀', idempotencyKey: 'key-once' }
    const [first, second] = [await client.tasks.create(input), await client.tasks.create(input)]

    equal([first.title, second.id], ['Once 😀', first.id])
  },

  async 'iterates over all pages'() {
    const { client } = await sharedUser()
    for (const title of ['1', '2', '3', '4', '5']) await client.tasks.create({ title, tags: ['paged'] })
    const titles: string[] = []
    for await (const { title } of client.tasks.list.all({ tags: ['paged'], sort: 'title', limit: 2 }))
      titles.push(title)

    equal(titles, ['1', '2', '3', '4', '5'])
  },

  async 'sends every query parameter'() {
    const { client } = await sharedUser()
    await client.tasks.create({ title: 'Ä & b = c', tags: ['x', 'y'] })
    await client.tasks.create({ title: 'Ä & b = d', tags: ['x'] })
    const list = async (search: string, tags: string[]) =>
      (await client.tasks.list({ search, tags, status: 'pending', limit: 5 })).items.map(({ title }) => title)

    equal(await list('ä & b =', ['x', 'y']), ['Ä & b = c'])
    equal(await list('ä & b = d', ['x']), ['Ä & b = d'])
    equal(await list('ä + b', ['x']), [])
  },

  async 'updates a task only at its revision'() {
    const { client } = await sharedUser()
    const { id: taskId, revision } = await client.tasks.create({ title: 'Old' })
    const updated = await client.tasks.update({ taskId, title: 'New', ifMatch: revision })
    const stale = await client.tasks.update({ taskId, title: 'Newer', ifMatch: revision }).catch((error) => error)

    equal(updated.title, 'New')
    equal(isApiError(stale, 'revision_mismatch') && stale.problem?.currentRevision, updated.revision)
  },

  async 'calls operations whose routes are loaded when they are called'() {
    const { client, session } = await openUser()
    const { name } = await client.auth.updateMe({ name: 'Ada' })
    const current: boolean[] = []
    for await (const item of client.auth.sessions.list.all({ limit: 1 })) current.push(item.current)
    await client.auth.deleteMe({ password })

    equal([name, current, session.status], ['Ada', [true], 'signed-out'])
  },

  async 'returns the errors of fields'() {
    const { client } = await sharedUser()
    const error: unknown = await client.tasks.create({ title: '' }).catch((error) => error)

    equal(Object.keys(fieldErrors(error)), ['title'])
    equal(await codeOf(client.tasks.list({ search: '\ud800' })), 'invalid_input')
    equal(await codeOf(client.tasks.import({ content: '\ud800' })), 'invalid_input')
  },

  async 'exports and imports a file'() {
    const { client } = await sharedUser()
    const { id: taskId } = await client.tasks.create({ title: 'Ünïcode, "quoted"' })
    const [header, ...rows] = (await client.tasks.export({ format: 'csv' })).split('\r\n')
    await client.tasks.update({ taskId, title: 'Changed' })
    const own = rows.filter((row) => row.includes(taskId)) // the other steps change the others meanwhile
    await client.tasks.import({ content: [header, ...own].join('\r\n'), format: 'csv' })

    equal((await client.tasks.get({ taskId })).title, 'Ünïcode, "quoted"')
  },

  async 'calls tRPC in batches'() {
    const { session } = await sharedUser()
    const trpc = createTrpcClient({ baseUrl: settings.server, token: session.token })
    const titles = ['A', 'B']
    const created = await Promise.all(titles.map((title) => trpc.tasks.create.mutate({ title })))
    const missing: unknown = await trpc.tasks.get.query({ taskId: unknownId }).catch((error) => error)

    equal(
      created.map(({ title }) => title),
      titles,
    )
    equal((missing as { data?: { problem?: { code?: string } } }).data?.problem?.code, 'not_found')
  },

  async 'works with the mock transport'() {
    const mock = createMockTransport()
    const client = createClient({ baseUrl: 'https://tasks.example.org', fetch: mock.fetch })
    mock.responses.tasks.get.fails('not_found')

    equal((await client.tasks.create({ title: 'Buy eggs' })).title, 'Buy eggs')
    equal(await codeOf(client.tasks.get({ taskId: unknownId })), 'not_found')
    equal(await codeOf(client.tasks.create({ title: '' })), 'invalid_input')
  },
}

const unknownId = '00000000-0000-4000-8000-000000000000'
