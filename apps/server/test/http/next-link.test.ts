import { json } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenServer, type RestUser, signInAgain, signUpUser, startOpenServer } from '../support/task-user.js'

interface Page {
  readonly items: { readonly id: string; readonly title?: string }[]
  readonly nextCursor: string | null
}

describe('Link to the next page (RFC 8288)', () => {
  let server: OpenServer
  let ada: RestUser
  beforeAll(async () => {
    server = await startOpenServer()
    ada = await signUpUser(server)
    for (const number of [1, 2, 3, 4, 5]) {
      await ada.createTask(`Buy milk & "bread"? ${number}`, { tags: ['home', 'a+b é'], priority: 'high' })
      await ada.createTask(`Other ${number}`)
    }
    for (let time = 0; time < 4; time += 1) await signInAgain(server, ada)
  })
  afterAll(() => server?.close())

  /** Returns the pages that a client receives by following the links. */
  async function followLinks(from: string): Promise<Page[]> {
    const pages: Page[] = []
    for (let url: URL | undefined = new URL(from, server.url); url !== undefined && pages.length < 20; ) {
      const response: Response = await fetch(url, { headers: { authorization: `Bearer ${ada.token}` } })
      expect(response.status, url.href).toBe(200)
      const page = (await response.json()) as Page
      const link = response.headers.get('link')
      expect(link === null, 'only the last page has no link').toBe(page.nextCursor === null)
      const target: string | undefined = /^<([^>]+)>; rel="next"$/.exec(link ?? '')?.[1]
      if (target) expect(new URL(target, url).searchParams.get('cursor')).toBe(page.nextCursor)
      pages.push(page)
      url = target === undefined ? undefined : new URL(target, url)
    }
    return pages
  }

  it.each([
    ['', 10, 1],
    ['?limit=3', 10, 4],
    ['?limit=10', 10, 1],
    ['?limit=2&tags=home,a%2Bb%20%C3%A9&sort=title&order=desc', 5, 3],
    ['?search=%22bread%22%3F+%26&limit=2', 5, 3],
    ['?limit=2&priority=high,low&status=pending', 5, 3],
    ['?overdue=false&limit=4&timeZone=Pacific/Kiritimati', 10, 3],
    ['?search=bread"?&limit=2', 5, 3],
  ])('keeps the filters of tasks%s through all pages', async (query, items, pages) => {
    const followed = await followLinks(`/api/me/tasks${query}`)
    const ids = followed.flatMap((page) => page.items.map(({ id }) => id))

    expect(followed).toHaveLength(pages)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toHaveLength(items)
  })

  it('keeps the order of the whole list', async () => {
    const whole = await ada.listTasks('sort=title')
    const followed = await followLinks('/api/me/tasks?sort=title&limit=3')

    expect(followed.flatMap(({ items }) => items)).toEqual(whole)
  })

  it('keeps the user id in the path', async () => {
    const page = await server.send(`/api/${ada.id}/tasks?limit=1`, { token: ada.token })

    const [, next = ''] = /^<([^>]*)>/.exec(String(page.headers.link)) ?? []
    expect(new URL(next, `${server.url}/api/${ada.id}/tasks`).pathname).toBe(`/api/${ada.id}/tasks`)
  })

  it('replaces the cursor of the request', async () => {
    const [, , third] = await followLinks('/api/me/tasks?limit=3')
    const { nextCursor } = (await ada.send('GET', 'tasks?limit=3')).body as Page
    const { headers } = await ada.send('GET', `tasks?cursor=${nextCursor}&limit=3`)
    const cursors = new URL(/^<([^>]+)>/.exec(String(headers.link))?.[1] ?? '', server.url).searchParams.getAll(
      'cursor',
    )

    expect(cursors).toHaveLength(1)
    expect((await ada.send('GET', `tasks?limit=3&cursor=${cursors[0]}`)).body).toEqual(third)
  })

  it('is sent for the events of the account', async () => {
    const followed = await followLinks('/api/auth/events?limit=2')
    const ids = followed.flatMap(({ items }) => items.map(({ id }) => id))

    expect(followed).toHaveLength(3)
    expect(new Set(ids)).toHaveLength(5)
    expect(ids).toEqual([...ids].sort().reverse())
  })

  it('is absent from responses that are not pages', async () => {
    for (const path of ['stats', 'changes?limit=1', 'tasks/export']) {
      expect((await ada.send('GET', path)).headers, path).not.toHaveProperty('link')
    }
    expect((await ada.send('POST', 'tasks', json({ title: 'One more' }))).headers).not.toHaveProperty('link')
  })
})
