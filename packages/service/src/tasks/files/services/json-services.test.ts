import { ImportedTask, type ImportFormat, jsonServiceFormats } from '@taskpact/contract'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exampleText, readTasks } from '../../../../test/read-example.js'
import { readRows } from '../../../../test/read-rows.js'
import { ignoredNames } from '../ignored-names.js'
import { toImportedTask } from './imported-task.js'
import { jsonServices } from './json-services.js'

const formats = Object.keys(jsonServiceFormats) as (keyof typeof jsonServiceFormats)[]

describe('a JSON file of another service', () => {
  it.each(formats)('%s is detected by its structure, which no other one matches', async (format) => {
    const text = exampleText(`${format}.json`)
    const matching = formats.filter((other) => jsonServices[other].matches(JSON.parse(text)))

    expect(matching).toEqual([format])
    expect(await readTasks('auto', text)).toEqual(await readTasks(format, text))
  })

  it.each(formats)('%s refuses the files of the others and of this server', async (format) => {
    const others = [...formats.filter((other) => other !== format).map((other) => exampleText(`${other}.json`))]
    for (const text of [...others, '[{"title":"a"}]', '[]', '{}', 'null', '1'])
      await expect(readRows(format, text)).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(readRows(format, '[')).rejects.toMatchObject({ code: 'invalid_json' })
  })

  it('is no task list of this server', async () => {
    for (const text of ['[{"title":"a","tags":["b"]}]', '{"tasks":[{"title":"a","tags":["b"]}]}'])
      expect((await readTasks('auto', text)).tasks).toEqual([{ title: 'a', tags: ['b'] }])
  })
})

/** Changes each member of a value to any other one, one at a time. */
function* mutations(value: unknown): Generator<unknown> {
  yield* [null, 5, 'text', [], {}, true, '\ud800', '\0', '9'.repeat(300), 'toString', -1e300]
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value))
    for (const mutated of mutations(member)) {
      const copy: object = Array.isArray(value) ? [...value] : { ...value }
      yield Object.assign(copy, { [name]: mutated })
    }
}

it.each(formats)('%s with any other value in any place yields valid tasks, or is refused', (format) => {
  const { matches, tasks } = jsonServices[format]
  for (const file of mutations(JSON.parse(exampleText(`${format}.json`)))) {
    if (!matches(file)) continue
    for (const task of tasks(file, ignoredNames())) {
      const read = ImportedTask.safeParse(toImportedTask(task, ignoredNames()))
      if (!read.success) expect([task, read.error.issues]).toEqual([])
    }
  }
})

it.each(formats)('%s never reads a member that is inherited', (format) => {
  fc.assert(
    fc.property(fc.constantFrom('__proto__', 'constructor', 'toString'), fc.jsonValue(), (name, value) => {
      const file = JSON.parse(`{"${name}":${JSON.stringify(value)}}`) as unknown
      expect(() => jsonServices[format].matches(file)).not.toThrow()
    }),
  )
})

it('reads a title of any length as a task', async () => {
  const file = { kind: 'tasks#taskLists', items: [{ title: 'x'.repeat(60), items: [{ title: 'é'.repeat(1024) }] }] }
  const { tasks } = await readTasks('google', JSON.stringify(file))

  expect(tasks).toMatchObject([{ title: `${'é'.repeat(199)}…`, tags: [] }])
  expect(tasks[0]?.description).toBe(`${'é'.repeat(1024)}\n\nTags: ${'x'.repeat(60)}`)
})

it.each<[ImportFormat, string, string]>([
  ['google', 'too deep', `{"kind":"tasks#taskLists","items":${'['.repeat(1_000_000)}`],
  ['trello', 'of too many values', `{"name":"a","lists":[],"cards":[${'{},'.repeat(5_100_000)}{}]}`],
])('refuses a file of %s that is %s', async (format, _what, text) => {
  await expect(readRows(format, text)).rejects.toMatchObject({ code: expect.stringMatching(/^invalid_/) })
})
