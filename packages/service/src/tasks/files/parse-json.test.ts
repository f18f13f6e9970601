import { expect, it } from 'vitest'
import { parseJson } from './parse-json.js'

const long = 'x'.repeat(100_000)

it.each([
  ['an own __proto__', `{"__proto__":{"a":1},"b":"${long}"}`],
  ['the last of members with one name', `{"a":1,"b":"${long}","\\u0061":2}`],
  ['integer names first', `{"b":"${long}","10":1,"2":2}`],
  ['an empty name', `{"":1,"b":["${long}",{"c":"${long}"}]}`],
])('parses a long object as JSON.parse does: %s', async (_what, text) => {
  const parsed = await parseJson(text)

  expect(JSON.stringify(parsed)).toBe(JSON.stringify(JSON.parse(text)))
  expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype)
})

it('refuses an object with more members than a file has tasks', async () => {
  const members = (count: number) => `{${Array.from({ length: count }, (_, n) => `"k${n}":0`).join()}}`

  expect(Object.keys((await parseJson(members(100_000))) as object)).toHaveLength(100_000)
  await expect(parseJson(members(100_001))).rejects.toMatchObject({
    code: 'invalid_input',
    errors: [{ code: 'too_many', max: 100_000 }],
  })
})

it('refuses more than five million values before it keeps any of them', async () => {
  const before = process.memoryUsage().heapUsed
  await expect(parseJson(`[${'{},'.repeat(5_000_000)}{}]`)).rejects.toMatchObject({ code: 'invalid_input' })

  expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024)
})

it('counts no commas in strings', async () => {
  const text = `["a\\"${','.repeat(5_000_001)}","\\\\",1]`

  expect(await parseJson(text)).toEqual(JSON.parse(text))
})
