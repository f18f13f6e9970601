import { invalidContent } from './invalid-content.js'
import { type JsonItem, jsonItems, jsonText, parseItem, type ScannedItem, toMember } from './json-items.js'

/** Values that are parsed at once: this takes about 1 ms. */
const maxLength = 65_536
/** Values of a file. A real file has some thirty for each task. */
const maxValues = 5_000_000

/**
 * Parses a JSON text as `JSON.parse` does, but lets other requests run in between. Throws `invalid_json`, also for more than 64 levels of
 * arrays and objects, and `invalid_input` for too many values.
 */
export async function parseJson(text: string): Promise<unknown> {
  let values = 0
  const parse = async (item: JsonItem & Partial<ScannedItem>): Promise<unknown> => {
    if (item.to - item.from <= maxLength) {
      values += 1 + (item.commas ?? 0)
      if (values > maxValues) throw invalidContent(`Use at most ${maxValues} values in a file.`)
      return parseItem(text, item)
    }
    if (text[item.from] === '[') {
      const elements: unknown[] = []
      for await (const element of jsonItems(text, item)) elements.push(await parse(element))
      return elements
    }
    if (text[item.from] !== '{') return parseItem(text, item)
    const members: [string, unknown][] = []
    for await (const scanned of jsonItems(text, item)) {
      const { name, value } = toMember(text, scanned)
      members.push([name, await parse({ ...value, commas: scanned.commas })])
    }
    return Object.fromEntries(members)
  }
  return parse(jsonText(text))
}
