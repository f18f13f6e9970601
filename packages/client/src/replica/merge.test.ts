import type { Task } from '@taskpact/contract'
import { describe, expect, it } from 'vitest'
import type { Draft, Edit, Edits } from './draft.js'
import { defaultFields, type Fields } from './fields.js'
import { type ConflictPolicies, mergeEdits } from './merge.js'

const taskWith = ({ due, ...fields }: Partial<Fields>) =>
  ({ ...defaultFields, ...fields, ...defaultFields.due, ...due }) as unknown as Task
const merge = (edits: Edits, theirs: Partial<Fields>, policies: ConflictPolicies = {}) =>
  mergeEdits({ edits }, taskWith(theirs), policies)
const edit = <Value>(from: Value, to: Value, ...sent: Value[]): Edit<Value> => ({ from, to, sent })

/** Merges a change of one field. Returns the value to send, or undefined if there is none, and the number of conflicts. */
function mergeField<F extends keyof Fields>(field: F, change: Edit<Fields[F]>, theirs: Fields[F]) {
  const { edits, conflicts } = merge({ [field]: change }, { [field]: theirs })
  return [edits[field]?.to, conflicts.length]
}

describe('a merge of a field', () => {
  const date: Fields['due'] = { dueDate: '2026-12-24', dueAt: null }
  const time: Fields['due'] = { dueDate: null, dueAt: '2026-12-24T09:00:00.000Z' }
  const none: Fields['due'] = defaultFields.due

  it.each([
    ['keeps what only this side changed', mergeField('title', edit('a', 'mine'), 'a'), ['mine', 0]],
    ['drops what is equal on both sides', mergeField('title', edit('a', 'same'), 'same'), [undefined, 0]],
    ['keeps the later change of this side', mergeField('title', edit('a', 'c', 'b'), 'b'), ['c', 0]],
    ['keeps a change back to what was', mergeField('title', edit('a', 'a', 'b'), 'b'), ['a', 0]],
    ['keeps mine of two titles, with a conflict', mergeField('title', edit('a', 'mine'), 'theirs'), ['mine', 1]],
    ['keeps mine of two descriptions', mergeField('description', edit('a', 'mine'), 'theirs'), ['mine', 1]],
    ['keeps a removed description, with a conflict', mergeField('description', edit('a', null), 'b'), [null, 1]],
    ['keeps a description that was removed elsewhere', mergeField('description', edit('a', 'b'), null), ['b', 1]],
    ['distinguishes null and an empty description', mergeField('description', edit(null, ''), null), ['', 0]],
    ['merges lines of descriptions', mergeField('description', edit('a\nb\nc', 'a\nb\nC'), 'A\nb\nc'), ['A\nb\nC', 0]],
    ['keeps mine of two priorities', mergeField('priority', edit('none', 'low'), 'high'), ['low', 0]],
    ['keeps mine of a completion', mergeField('completed', edit(false, true), false), [true, 0]],
    ['keeps mine of a due date and a due time', mergeField('due', edit(none, date), time), [date, 0]],
    ['keeps mine if it removes what is due', mergeField('due', edit(date, none), time), [none, 0]],
    ['merges tags', mergeField('tags', edit(['a', 'b'], ['b', 'c']), ['a', 'b', 'D']), [['b', 'D', 'c'], 0]],
    ['adds a tag once', mergeField('tags', edit([], ['x']), ['X']), [undefined, 0]],
    ['compares tags without case', mergeField('tags', edit(['a'], []), ['A', 'b']), [['b'], 0]],
    ['compares tags as the server does', mergeField('tags', edit([], ['STRASSE']), ['Straße']), [undefined, 0]],
    ['keeps the new case of a tag', mergeField('tags', edit(['a'], ['A']), ['a', 'b']), [['A', 'b'], 0]],
    ['keeps the case that changed elsewhere', mergeField('tags', edit(['a'], ['a', 'b']), ['A']), [['A', 'b'], 0]],
  ])('%s', (_name, merged, expected) => {
    expect(merged).toEqual(expected)
  })

  it('is based on the state of the server afterwards', () => {
    expect(merge({ title: edit('a', 'mine', 'b') }, { title: 'theirs' }).edits).toEqual({
      title: edit('theirs', 'mine'),
    })
  })
})

describe('a policy', () => {
  const texts = { base: 'a', mine: 'mine', theirs: 'theirs' }
  const mergeTitles = (title: ConflictPolicies['title']) => {
    const { edits, conflicts } = merge({ title: edit(texts.base, texts.mine) }, { title: texts.theirs }, { title })
    return [edits.title?.to, conflicts]
  }
  const conflict = { kind: 'text', field: 'title', ...texts }

  it.each<[string, ConflictPolicies['title'], unknown]>([
    ['mine', 'mine', ['mine', [conflict]]],
    ['theirs', 'theirs', [undefined, [conflict]]],
    ['merge, of one line', 'merge', ['mine', [conflict]]],
    ['a function', ({ base, mine, theirs }) => `${base} ${mine} ${theirs}`, ['a mine theirs', []]],
    ['a function that returns theirs', ({ theirs }) => String(theirs), [undefined, []]],
    [
      'a function that throws',
      () => {
        throw new Error('mistake')
      },
      ['mine', [conflict]],
    ],
    ['a function that returns nothing', (() => {}) as unknown as () => string, ['mine', [conflict]]],
  ])('can be %s', (_name, policy, expected) => {
    expect(mergeTitles(policy)).toEqual(expected)
  })
})

describe('any merge', () => {
  /** Linear congruential generator (Numerical Recipes). */
  function randomOf(seed: number) {
    let state = seed
    return (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return Math.floor((state / 2 ** 32) * below)
    }
  }

  it.each(['mine', 'theirs', 'merge'] as const)('is deterministic and loses no text: %s', (policy) => {
    for (let seed = 0; seed < 500; seed++) {
      const random = randomOf(seed)
      const line = () => ['one', 'two', 'three', 'four', ''][random(5)]
      const text = () => Array.from({ length: random(5) }, line).join('\n')
      const nullable = () => (random(5) === 0 ? null : text())
      const tags = () => ['a', 'A', 'b', 'c'].filter((_, index) => random(2) === 0 && index !== random(2))
      const sent = () => Array.from({ length: random(2) }, text)
      const draft = {
        edits: {
          title: { from: text(), to: text(), sent: sent() },
          description: { from: nullable(), to: nullable(), sent: sent() },
          tags: { from: tags(), to: tags(), sent: [] },
        },
      } satisfies Pick<Draft, 'edits'>
      const task = taskWith({ title: text(), description: nullable(), tags: tags() })
      const policies = { title: policy, description: policy }
      const merged = mergeEdits(draft, task, policies)

      expect(mergeEdits(draft, task, policies)).toEqual(merged)
      for (const field of ['title', 'description'] as const) {
        const result = merged.edits[field]?.to ?? (merged.edits[field] ? null : task[field])
        const conflict = merged.conflicts.find((found) => found.field === field)
        const { from, to } = draft.edits[field]
        const replaced = [from, ...draft.edits[field].sent]
        for (const side of [to, task[field]]) {
          if (conflict) expect([conflict.mine, conflict.theirs]).toContain(side)
          else if (!(replaced as unknown[]).includes(side))
            for (const added of (side ?? '').split('\n'))
              if (!(from ?? '').split('\n').includes(added)) expect((result ?? '').split('\n')).toContain(added)
        }
      }
      const { from, to } = draft.edits.tags
      const result = (merged.edits.tags?.to ?? task.tags).map((tag) => tag.toUpperCase())
      for (const [side, other] of [
        [to, task.tags],
        [task.tags, to],
      ] as const)
        for (const tag of side) {
          const isIn = (list: readonly string[]) => list.some((found) => found.toUpperCase() === tag.toUpperCase())
          if (isIn(other) || !isIn(from)) expect(result).toContain(tag.toUpperCase())
        }
    }
  })
})
