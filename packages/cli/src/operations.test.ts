import { startTestServer, type TestServer, type User } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cli, openCli } from '../test/run-cli.js'

let server: TestServer
let user: User
let cli: Cli
beforeAll(async () => {
  server = await startTestServer()
  user = await server.signUp()
  cli = await openCli({ TASKPACT_URL: server.url, TASKPACT_TOKEN: user.token })
})
afterAll(async () => {
  await cli?.close()
  await server?.close()
})

async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await cli.run(args)
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

interface Task {
  readonly id: string
  readonly title: string
  readonly dueDate: string | null
  readonly tags: readonly string[]
  readonly revision: number
}

describe('commands of operations', () => {
  it('create, get, change and list a task', async () => {
    const task = await json<Task>(
      'tasks',
      'create',
      '--title',
      'Buy milk',
      '--tags',
      'home,shop',
      '--tags',
      'dairy',
      '--json',
    )
    const changed = await json<Task>(
      'tasks',
      'update',
      task.id,
      '--due-date',
      '2026-12-24',
      '--if-match',
      `${task.revision}`,
      '--json',
    )
    const cleared = await json<Task>('tasks', 'update', task.id, '--due-date', 'null', '--json', 'id,dueDate')
    const listed = await json<Task[]>('tasks', 'list', '--status', 'pending', '--json', 'id,title')

    expect(task.tags).toEqual(['home', 'shop', 'dairy'])
    expect(changed.dueDate).toBe('2026-12-24')
    expect(cleared).toEqual({ id: task.id, dueDate: null })
    expect(listed).toEqual([{ id: task.id, title: 'Buy milk' }])
  })

  it('complete and reopen a task by an optional value', async () => {
    const { id } = await json<Task>('tasks', 'create', '--title', 'Call', '--json')

    const states: unknown[] = []
    for (const args of [[], ['--completed=false'], ['--completed', 'toggle']]) {
      states.push(await json('tasks', 'complete', id, ...args, '--json', 'completed'))
    }
    expect(states).toEqual([{ completed: true }, { completed: false }, { completed: true }])
  })

  it('print tab-separated lines without a terminal, and the fields of one task as lines', async () => {
    const { id } = await json<Task>('tasks', 'create', '--title', 'Tabs', '--tags', 'tabs', '--json')

    const { stdout: list } = await cli.run(['tasks', 'list', '--tags', 'tabs'])
    const { stdout: one } = await cli.run(['tasks', 'get', id])
    expect(list).toMatch(new RegExp(`^${id}\tTabs\tfalse\t.*\n$`))
    expect(one).toContain(`id\t${id}\n`)
    expect(one).toContain('title\tTabs\n')
  })

  it('read a batch and an import from stdin, and write an export to stdout or a file', async () => {
    const batch = await cli.run(['tasks', 'batch', '--input', '-', '--json', 'status'], {
      stdin: '[{"op":"create","title":"First"},{"op":"create","title":"Second"}]',
    })
    const imported = await cli.run(['tasks', 'import', '--input', '-', '--json', 'created'], {
      stdin: 'title,tags\nFrom a file,imported\n',
    })
    const file = `${cli.folder}/tasks.csv`
    const exported = await cli.run(['tasks', 'export', '--format', 'csv'])
    const saved = await cli.run(['tasks', 'export', '--output', file])
    const again = await cli.run(['tasks', 'export', '--output', file])

    expect(JSON.parse(batch.stdout)).toEqual([{ status: 201 }, { status: 201 }])
    expect(JSON.parse(imported.stdout)).toEqual({ created: 1 })
    expect(exported.stdout).toContain('From a file')
    expect([saved.code, saved.stdout, saved.stderr]).toEqual([0, '', expect.stringContaining(file)])
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('--force')])
  })

  it('follow all pages', async () => {
    const { token } = await server.signUp()
    const env = { TASKPACT_TOKEN: token }
    const operations = Array.from({ length: 25 }, (_, index) => ({ op: 'create', title: `Task ${index}` }))
    await cli.run(['tasks', 'batch', '--input', '-'], { env, stdin: JSON.stringify({ operations }) })

    const page = await cli.run(['tasks', 'list', '--limit', '10', '--ndjson'], { env })
    const all = await cli.run(['tasks', 'list', '--limit', '10', '--all', '--ndjson'], { env })
    const value = await cli.run(['tasks', 'list', '--limit', '10', '--all', '--json'], { env })

    expect(page.stdout.trim().split('\n')).toHaveLength(10)
    expect(page.stderr).toMatch(/--all, or --cursor [\w-]+/)
    expect(
      all.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).title),
    ).toHaveLength(25)
    expect(all.stderr).toBe('')
    expect(JSON.parse(value.stdout)).toMatchObject({ items: expect.any(Array), nextCursor: null })
    expect(JSON.parse(value.stdout).items).toHaveLength(25)
  })

  it('call any operation by its name', async () => {
    const created = await json<Task>(
      'api',
      'tasks.create',
      '-F',
      'title=Typed',
      '-F',
      'tags=["a"]',
      '-f',
      'description=7',
    )
    const page = await json<{ items: Task[] }>('api', 'tasks.list', '-F', 'limit=1')
    const batch = await cli.run(['api', 'tasks.batch', '--input', '-'], {
      stdin: `{"operations":[{"op":"remove","taskId":"${created.id}"}]}`,
    })

    expect(created).toMatchObject({ title: 'Typed', tags: ['a'], description: '7' })
    expect(page.items).toHaveLength(1)
    expect(JSON.parse(batch.stdout).results).toMatchObject([{ status: 204 }])
  })

  it('show the user of the token', async () => {
    expect(await json('whoami', '--json', 'email')).toEqual({ email: user.email })
  })
})
