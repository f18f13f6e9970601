import { createHash } from 'node:crypto'
import { setImmediate as yieldToRequests } from 'node:timers/promises'
import type { CallState } from './call.js'
import { canonicalJson } from './canonical-json.js'

/** Characters of a file that are hashed at once, in about 1 ms. */
const sliceLength = 65_536

/** Equal for equal calls, whatever the transport and the order of their fields. A long file is hashed in slices between other requests. */
export function callFingerprint({ operation, input }: CallState): string | Promise<string> {
  const { content } = input
  return operation.metadata.requestFile && typeof content === 'string' && content.length > sliceLength
    ? ofFile(operation.name, input, content)
    : hashOf(`${operation.name} ${canonicalJson(input)}`)
}

/** Returns the same as for a short file. */
async function ofFile(name: string, input: Record<string, unknown>, content: string): Promise<string> {
  const member = '"content":"'
  const json = `${name} ${canonicalJson({ ...input, content: '' })}`
  // Quotes in values are escaped, so this is the member.
  const at = json.indexOf(member) + member.length
  const hash = createHash('sha256').update(json.slice(0, at))
  for (let from = 0; from < content.length; ) {
    const end = from + sliceLength
    const next = isLowSurrogate(content.charCodeAt(end)) ? end + 1 : end
    hash.update(JSON.stringify(content.slice(from, next)).slice(1, -1))
    from = next
    await yieldToRequests()
  }
  return hash.update(json.slice(at)).digest('base64url')
}

function isLowSurrogate(code: number): boolean {
  return (code & 0xfc00) === 0xdc00
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
