import { taskLimits } from '@taskpact/contract'
import { invalidContent } from './invalid-content.js'
import { countCommas, type JsonItem, jsonItems, jsonText, parseItem, toMember } from './json-items.js'

/** Values that are parsed at once: this takes about 1 ms. */
const maxLength = 65_536
/** Values of a file. A real file has some thirty for each task. */
const maxValues = 5_000_000
/** Members of a long object: some files have their tasks as members, by id. */
const maxMembers = taskLimits.fileTasks

/**
 * Parses a JSON text as `JSON.parse` does, but lets other requests run in between. Throws `invalid_json`, also for more than 64 levels of
 * arrays and objects, and `invalid_input` for too many values or members. Counts the values before it keeps any: millions of them fill
 * hundreds of megabytes.
 */
export async function parseJson(text: string): Promise<unknown> {
  if ((await countCommas(text)) >= maxValues) throw invalidContent(`Use at most ${maxValues} values in a file.`)
  const parse = async (item: JsonItem): Promise<unknown> => {
    if (item.to - item.from <= maxLength) return parseItem(text, item)
    if (text[item.from] === '[') {
      const elements: unknown[] = []
      for await (const element of jsonItems(text, item)) elements.push(await parse(element))
      return elements
    }
    if (text[item.from] !== '{') return parseItem(text, item)
    const members: Record<string, unknown> = {}
    let count = 0
    for await (const scanned of jsonItems(text, item)) {
      if (++count > maxMembers)
        throw invalidContent(`Use at most ${maxMembers} members in an object.`, { code: 'too_many', max: maxMembers })
      const { name, value } = toMember(text, scanned)
      setOwn(members, name, await parse(value))
    }
    return members
  }
  return parse(jsonText(text))
}

/** Sets a member as `JSON.parse` does: `__proto__` is one like any other. */
function setOwn(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value
  else Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true })
}
