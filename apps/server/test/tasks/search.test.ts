import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Account, api } from '../support/api.js'

describe('search', () => {
  let server: TestServer
  let ada: Account
  beforeAll(async () => {
    server = await startTestServer()
    ada = await api(server).signUp()
  })
  afterAll(() => server?.close())

  const finds = async (search: string) => (await ada.client.tasks.list({ search })).items.length > 0
  type Change = Omit<Parameters<typeof ada.client.tasks.update>[0], 'taskId'>
  const writers = {
    update: (taskId: string, change: Change) => ada.client.tasks.update({ taskId, ...change }),
    batch: (taskId: string, change: Change) =>
      ada.client.tasks.batch({ operations: [{ op: 'update', taskId, ...change }] }),
    import: (id: string, change: Change) =>
      ada.client.tasks.import({ format: 'json', content: JSON.stringify([{ id, title: 'Gâteau', ...change }]) }),
  }

  it.each(Object.entries(writers))('without accents follows each field that %s changes', async (_name, write) => {
    const task = { title: 'Gâteau', description: 'À la crème', tags: ['Café', 'Thé'] }
    const { id } = await ada.client.tasks.create(task)
    const found = () => Promise.all(['gateau', 'creme', 'cafe', 'the gateau'].map(finds))

    expect(await found()).toEqual([true, true, true, true])
    await write(id, { priority: 'high' })
    expect(await found()).toEqual([true, true, true, true])
    await write(id, { tags: ['Thé'] })
    expect(await found()).toEqual([true, true, false, true])
    await write(id, { description: null })
    expect(await found()).toEqual([true, false, false, true])
    await write(id, { description: 'Crème', tags: ['Café'] })
    expect(await found()).toEqual([true, true, true, false])
    await write(id, { description: 'Rien', tags: [] })
    expect(await found()).toEqual([true, false, false, false])
    await ada.client.tasks.remove({ taskId: id })
  })

  it('leaves the comparison of tags exact', async () => {
    const { id } = await ada.client.tasks.create({ title: 'Exact', tags: ['Café', 'CREME', 'Crème'] })

    const withTag = async (tag: string) => (await ada.client.tasks.list({ tags: [tag] })).items.map((task) => task.id)
    expect(await withTag('CAFÉ')).toEqual([id])
    expect(await withTag('cafe')).toEqual([])
    const { byTag } = await ada.client.tasks.stats({})
    expect(byTag.map(({ tag }) => tag).sort()).toEqual(['CREME', 'Café', 'Crème'])
  })

  it.each([
    ['inside a word', 'aqxb', 'qx'],
    ['at the end of a word', 'aqx b', 'QX'],
    ['at the end of the text', 'qx', 'qx'],
    ['before punctuation', 'qx’s – 5€', '5€ qx'],
    ['before a letter with an accent', 'qxé', 'qx'],
    ['before a letter of another script', 'qx会', 'qx'],
    ['before an emoji', 'qx😀', 'qx'],
    ['with accents', 'aqẍb', 'qẍ'],
    ['of the Cyrillic script', 'подъезд', 'ъе'],
    ['of the Greek script', 'ΛΌΓΟΣ', 'ος'],
    ['of the Chinese script', '今天会议', '会议'],
  ])('finds two letters %s', async (_name, title, search) => {
    const { id } = await ada.client.tasks.create({ title: 'Other', description: title })
    const found = async () => (await ada.client.tasks.list({ search, limit: 100 })).items.map((task) => task.id)
    expect(await found()).toContain(id)
    await ada.client.tasks.remove({ taskId: id })
    expect(await found()).not.toContain(id)
    expect((await ada.client.tasks.list({ search, trashed: true })).items.map((task) => task.id)).toContain(id)
  })
})
