import { json } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenServer, type RestUser, signInAgain, startOpenServer, userOf } from '../support/task-user.js'

interface Page {
  readonly items: { readonly id: string; readonly title?: string }[]
  readonly nextCursor: string | null
}

describe('the link to the next page (RFC 8288)', () => {
  let server: OpenServer
  let ada: RestUser
  beforeAll(async () => {
    server = await startOpenServer()
    ada = await userOf(server)
    for (const number of [1, 2, 3, 4, 5]) {
      await ada.make(`Buy milk & "bread"? ${number}`, { tags: ['home', 'a+b é'], priority: 'high' })
      await ada.make(`Other ${number}`)
    }
    for (let time = 0; time < 4; time += 1) await signInAgain(server, ada)
  })
  afterAll(() => server?.close())

  /** The pages that a client comes by which follows the links and knows nothing else. */
  async function walk(from: string): Promise<Page[]> {
    const pages: Page[] = []
    for (let url: URL | undefined = new URL(from, server.url); url !== undefined && pages.length < 20; ) {
      const response: Response = await fetch(url, { headers: { authorization: `Bearer ${ada.token}` } })
      expect(response.status, url.href).toBe(200)
      const page = (await response.json()) as Page
      const link = response.headers.get('link')
      expect(link === null, 'none on the last page alone').toBe(page.nextCursor === null)
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
  ])('of tasks%s keeps the filters through all pages', async (query, items, pages) => {
    const walked = await walk(`/api/me/tasks${query}`)
    const ids = walked.flatMap((page) => page.items.map(({ id }) => id))

    expect(walked).toHaveLength(pages)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toHaveLength(items)
  })

  it('keeps the order of the whole list', async () => {
    const whole = await ada.list('sort=title')
    const walked = await walk('/api/me/tasks?sort=title&limit=3')

    expect(walked.flatMap(({ items }) => items)).toEqual(whole)
  })

  it('keeps the name of the user in the address', async () => {
    const answer = await server.send(`/api/${ada.id}/tasks?limit=1`, { token: ada.token })

    const [, next = ''] = /^<([^>]*)>/.exec(String(answer.headers.link)) ?? []
    expect(new URL(next, `${server.url}/api/${ada.id}/tasks`).pathname).toBe(`/api/${ada.id}/tasks`)
  })

  it('takes the place of the cursor that was asked for', async () => {
    const [, , third] = await walk('/api/me/tasks?limit=3')
    const { nextCursor } = (await ada.send('GET', 'tasks?limit=3')).body as Page
    const { headers } = await ada.send('GET', `tasks?cursor=${nextCursor}&limit=3`)
    const cursors = new URL(/^<([^>]+)>/.exec(String(headers.link))?.[1] ?? '', server.url).searchParams.getAll(
      'cursor',
    )

    expect(cursors).toHaveLength(1)
    expect((await ada.send('GET', `tasks?limit=3&cursor=${cursors[0]}`)).body).toEqual(third)
  })

  it('is there for what happened to the account', async () => {
    const walked = await walk('/api/auth/events?limit=2')
    const ids = walked.flatMap(({ items }) => items.map(({ id }) => id))

    expect(walked).toHaveLength(3)
    expect(new Set(ids)).toHaveLength(5)
    expect(ids).toEqual([...ids].sort().reverse())
  })

  it('is not there on an answer that is no page', async () => {
    for (const path of ['stats', 'changes?limit=1', 'tasks/export']) {
      expect((await ada.send('GET', path)).headers, path).not.toHaveProperty('link')
    }
    expect((await ada.send('POST', 'tasks', json({ title: 'One more' }))).headers).not.toHaveProperty('link')
  })
})
