import { setImmediate as yieldToRequests } from 'node:timers/promises'
import { ServiceError } from '../service-error.js'

/** Maximum depth of arrays and objects. A parser may have one (RFC 8259, section 9). */
const maxNesting = 64
/** Commas outside strings, which bound the number of values. A full batch of the largest calls has fewer. */
const maxCommas = 100_000
/** Shorter texts are parsed in milliseconds, whatever they contain. */
const minScanned = 131_072
/** Characters that are scanned at once. */
const sliceLength = 1_000_000

/**
 * Parses JSON of a request. Throws `invalid_json`, also for more than 64 levels of arrays and objects, and `invalid_input` for more than
 * 100,000 values: parsing them would block other requests. The error has no cause, which would contain some of the text.
 */
export function parseJson(text: string, isScanned = text.length < minScanned): unknown {
  if (!isScanned) for (const _ of scan(text));
  try {
    return JSON.parse(text)
  } catch {
    throw new ServiceError('invalid_json', 'The request contains invalid JSON.')
  }
}

/** Does the same, but lets other requests run before it parses a long text. */
export async function parseLongJson(text: string): Promise<unknown> {
  for (const _ of scan(text)) await yieldToRequests()
  return parseJson(text, true)
}

/** Checks the bounds of a text. Yields after each slice. */
function* scan(text: string): Generator<void> {
  let [depth, commas, isInString] = [0, 0, false]
  for (let at = 0; at < text.length; ) {
    const end = Math.min(at + sliceLength, text.length)
    for (; at < end; at++) {
      const code = text.charCodeAt(at)
      if (code === codes.quote) isInString = !isInString
      else if (isInString) {
        if (code === codes.backslash) at++
      } else if (code === codes.openBracket || code === codes.openBrace) {
        if (++depth > maxNesting)
          throw new ServiceError(
            'invalid_json',
            `The request has more than ${maxNesting} levels of arrays and objects.`,
          )
      } else if (code === codes.closeBracket || code === codes.closeBrace) depth--
      else if (code === codes.comma && ++commas > maxCommas)
        throw new ServiceError('invalid_input', `Use at most ${maxCommas} values in a request.`)
    }
    yield
  }
}

const codes = {
  quote: 0x22,
  comma: 0x2c,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const
