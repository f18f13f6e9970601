import type { Task } from '@taskpact/contract'
import { expectProblem, json, type TestServer, transports } from '@taskpact/testing'
import { expect } from 'vitest'

/** What a client stored: entity tags, cursors and revisions. */
interface Seen {
  readonly taskTag: string
  readonly listTag: string
  readonly listCursor: string
  readonly eventsCursor: string
  readonly sessionsCursor: string
  readonly changesCursor: string
  readonly revision: number
}

interface Page {
  readonly items: readonly unknown[]
  readonly nextCursor: string
}

/** A client that outlives the writes that the database loses. */
export interface Client {
  /** Changes the task four times, and stores what it sees then. */
  write(server: TestServer): Promise<void>
  /** Changes the task until its revision is at least the stored one, and expects that nothing stored is valid. */
  expectToStartAgain(server: TestServer): Promise<void>
}

/** Signs a user up and creates a task that neither the restore nor the failover may lose. */
export async function startClient(server: TestServer): Promise<Client> {
  const { token, email } = await server.signUp()
  await server.signIn(email) // so that there are two events
  const { id } = (await server.send('/api/me/tasks', { method: 'POST', token, ...json({ title: 'Kept' }) }))
    .body as Task
  await server.send('/api/me/tasks', { method: 'POST', token, ...json({ title: 'Another' }) })
  let seen: Seen

  return {
    async write(at) {
      let task = await update(at, 'Lost 0')
      for (let n = 1; n < 4; n++) task = await update(at, `Lost ${n}`)
      const get = (path: string) => at.send(path, { token })
      const page = async (path: string) => (await get(path)).body as Page
      seen = {
        taskTag: String((await get(`/api/me/tasks/${id}`)).headers.etag),
        listTag: String((await get('/api/me/tasks')).headers.etag),
        listCursor: (await page('/api/me/tasks?limit=1')).nextCursor,
        eventsCursor: (await page('/api/auth/events?limit=1')).nextCursor,
        sessionsCursor: (await page('/api/auth/sessions?limit=1')).nextCursor,
        changesCursor: (await page('/api/me/changes')).nextCursor,
        revision: task.revision,
      }
      expect(Object.values(seen)).not.toContain(undefined)
    },

    async expectToStartAgain(later) {
      const revisions: number[] = []
      while ((revisions.at(-1) ?? 0) < seen.revision)
        revisions.push((await update(later, `Later ${revisions.length}`)).revision)
      await expectConditionsToFail(later)
      await expectCursorsToExpire(later)
      expect(revisions).not.toContain(seen.revision)
    },
  }

  async function update(at: TestServer, title: string, headers = {}): Promise<Task> {
    const response = await at.send(`/api/me/tasks/${id}`, { method: 'PATCH', token, ...json({ title }, headers) })
    expect(response.status, response.text).toBe(200)
    return response.body as Task
  }

  async function expectConditionsToFail(later: TestServer): Promise<void> {
    // RFC 9110, section 8.8.1: a strong validator changes whenever the representation does.
    const ifNoneMatch = (tag: string) => ({ token, headers: { 'if-none-match': tag } })
    expect(await later.send(`/api/me/tasks/${id}`, ifNoneMatch(seen.taskTag))).toMatchObject({ status: 200 })
    expect(await later.send('/api/me/tasks', ifNoneMatch(seen.listTag))).toMatchObject({ status: 200 })
    // Section 13.1.1: If-Match prevents the loss of the changes of others.
    for (const tag of [seen.taskTag, `"${seen.revision}"`]) {
      const change = { method: 'PATCH', token, ...json({ title: 'Overwritten' }, { 'if-match': tag }) }
      expectProblem(await later.send(`/api/me/tasks/${id}`, change), 'revision_mismatch')
    }
    const input = { taskId: id, ifMatch: seen.revision, title: 'Overwritten' }
    for (const transport of transports) {
      const { call } = later.by(transport)
      expect(await call('tasks.update', input, token)).toMatchObject({ code: 'revision_mismatch' })
      const batch = { operations: [{ op: 'update', ...input }] }
      expect(await call('tasks.batch', batch, token)).toMatchObject({ code: 'revision_mismatch' })
    }
    const { etag } = (await later.send(`/api/me/tasks/${id}`, { token })).headers
    await update(later, 'In time', { 'if-match': etag })
  }

  async function expectCursorsToExpire(later: TestServer): Promise<void> {
    const old = [
      `/api/me/changes?since=${seen.changesCursor}`,
      `/api/me/tasks?limit=1&cursor=${seen.listCursor}`,
      `/api/auth/events?limit=1&cursor=${seen.eventsCursor}`,
      `/api/auth/sessions?limit=1&cursor=${seen.sessionsCursor}`,
    ]
    for (const path of old) expectProblem(await later.send(path, { token }), 'cursor_expired')
    for (const path of old) {
      const first = await later.send(path.replace(/.(?:since|cursor)=.*/, ''), { token })
      expect(first).toMatchObject({ status: 200 })
      const { nextCursor } = first.body as Page
      expect(await later.send(path.replace(/=[^=]*$/, `=${nextCursor}`), { token })).toMatchObject({ status: 200 })
    }
  }
}
