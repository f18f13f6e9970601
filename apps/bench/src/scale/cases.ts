import { TaskSort } from '@taskpact/contract'
import { marks, tags, words } from '../data/vocabulary.js'
import type { OpenService } from './in-process-service.js'

/** An additional requirement of a case. No list, search or feed may read the whole table in any case. */
export type Promised = 'ordered by an index' | 'as quick as the first page' | 'a quick search'

/** A kind of call that is measured. */
export interface Case {
  readonly name: string
  readonly operation: string
  readonly input: (round: number) => object
  readonly promises: readonly Promised[]
}

/** Cases that are called in turn, so that other load affects all of them. They are compared with the first. */
export type Group = readonly [Case, ...Case[]]

/** Number of tasks before the later page. */
const depth = 24_950
const limit = 50

/** Returns all cases, for the user of a service. */
export async function casesOf(service: OpenService): Promise<Group[]> {
  const orders = TaskSort.options.flatMap((sort) => (['desc', 'asc'] as const).map((order) => ({ sort, order })))
  const paged: Group[] = []
  for (const order of orders) paged.push(await pagesOf(service, order))
  return [...paged, ...filtered(), ...searches(), ...(await feed(service)), ...(await single(service))]
}

type Page = { items: { id: string }[]; nextCursor: string | null }

async function pagesOf(service: OpenService, order: { sort: TaskSort; order: 'asc' | 'desc' }): Promise<Group> {
  const name = `list by ${order.sort} ${order.order}`
  const isByTime = order.sort === 'created' || order.sort === 'updated'
  const first = list(`${name}, page 1`, order, isByTime ? ['ordered by an index'] : [])
  const cursor = await cursorAt(service, order)
  if (cursor === undefined) return [first]
  const page = depth / limit + 1
  const later = list(`${name}, page ${page}`, { ...order, cursor }, [
    ...first.promises,
    ...(isByTime ? (['as quick as the first page'] as const) : []),
  ])
  return [first, later]
}

/** Follows the cursors as a client does. Undefined if the user has fewer tasks. */
async function cursorAt(service: OpenService, query: object): Promise<string | undefined> {
  let cursor: string | undefined
  for (let passed = 0; passed < depth; ) {
    const step = Math.min(100, depth - passed)
    const page = (await service.call('tasks.list', { ...query, cursor, limit: step })) as Page
    if (page.nextCursor === null) return undefined
    cursor = page.nextCursor
    passed += step
  }
  return cursor
}

function list(name: string, query: object, promises: readonly Promised[] = []): Case {
  return { name, operation: 'tasks.list', input: () => ({ limit, ...query }), promises }
}

function filtered(): Group[] {
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
  return [
    [list('pending', { status: 'pending' }, ['ordered by an index'])],
    [list('completed', { status: 'completed' }, ['ordered by an index'])],
    [list('trash', { trashed: true }, ['ordered by an index'])],
    [list('priority high', { priority: ['high'] }, ['ordered by an index'])],
    [list('common tag', { tags: [tags.common] })],
    [list('rare tag', { tags: [tags.rare] })],
    [list('common tag and rare tag', { tags: [tags.common, tags.rare] })],
    [list('due within a week', { dueAfter: day(0), dueBefore: day(7) })],
    [list('due within a week, by due', { dueAfter: day(0), dueBefore: day(7), sort: 'due' })],
    [list('due half a year ago', { dueAfter: day(-183), dueBefore: day(-182) })],
    [list('overdue', { overdue: true })],
    [list('overdue by due', { overdue: true, sort: 'due' })],
    [list('pending by due', { status: 'pending', sort: 'due' })],
  ]
}

function searches(): Group[] {
  const search = (name: string, text: string, query = {}): Group => [
    list(`search: ${name}`, { search: text, ...query }, ['a quick search']),
  ]
  /** A single letter has no trigram, and no pair has one with a mark: if they are rare, all tasks of the user are read. */
  const short = (name: string, text: string, query = {}): Group => [list(`search: ${name}`, { search: text, ...query })]
  return [
    search('a rare word', marks.rare),
    search('a common word', marks.common),
    search('an occasional word', marks.occasional),
    search('a word of old tasks', marks.bygone),
    search('two common words', `${marks.common} ${marks.alsoCommon}`),
    search('a common and a rare word', `${marks.common} ${marks.rare}`),
    search('words that are never together', `${marks.rare} ${marks.short}x`),
    search('a word that is nowhere', marks.absent),
    search('a common letter', 'e'),
    short('a letter that is nowhere', '~'),
    search('two common letters', 're'),
    search('two rare letters', marks.short),
    short('two letters that are nowhere', 'q~'),
    search('% and _', marks.wild),
    search('a common word, by title', marks.common, { sort: 'title' }),
    search('an occasional word, by title', marks.occasional, { sort: 'title' }),
    search('a rare word, by title', marks.rare, { sort: 'title' }),
    search('two rare letters, by title', marks.short, { sort: 'title' }),
    search('a common word with a common tag', marks.common, { tags: [tags.common] }),
    search('an occasional word with a rare tag', marks.occasional, { tags: [tags.rare] }),
  ]
}

/** Collects the cursors of the feed by reading it from the start. */
async function feed(service: OpenService): Promise<Group[]> {
  type Changes = { nextCursor: string; hasMore: boolean }
  const cursors: string[] = []
  for (let changes: Changes | undefined; changes?.hasMore !== false; cursors.push(changes.nextCursor)) {
    changes = (await service.call('tasks.changes', { limit: 250, since: cursors.at(-1) })) as Changes
  }
  const changes = (name: string, since?: string): Case => ({
    name: `changes ${name}`,
    operation: 'tasks.changes',
    input: () => ({ since }),
    promises: [],
  })
  return [
    [changes('from the start')],
    [changes('from the middle', cursors[Math.floor(cursors.length / 2)])],
    [changes('up to date', cursors.at(-1))],
  ]
}

async function single(service: OpenService): Promise<Group[]> {
  const { items } = (await service.call('tasks.list', { limit: 100, sort: 'title' })) as Page
  const taskId = (round: number) => items[round % items.length]?.id
  const create = (round: number) => ({
    title: `Order bread and milk ${round}`,
    description: words.slice(0, 20).join(' '),
  })
  const update = (round: number) => ({ taskId: taskId(round), title: `Order bread ${round}`, priority: 'high' })
  const batch = (round: number) => ({
    operations: Array.from({ length: 25 }, (_, n) => [
      { op: 'create', ...create(round) },
      { op: 'update', ...update(round + n) },
    ]).flat(),
  })
  return [
    [call('stats', 'tasks.stats', () => ({}))],
    [call('get', 'tasks.get', (round) => ({ taskId: taskId(round) }))],
    [call('create', 'tasks.create', create)],
    [call('update', 'tasks.update', update)],
    [call('batch of 50', 'tasks.batch', batch)],
  ]
}

function call(name: string, operation: string, input: Case['input']): Case {
  return { name, operation, input, promises: [] }
}
