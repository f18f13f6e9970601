/** Characters of the client's text that a response repeats, so that it never grows with the request. */
const maxQuoted = 100

/** Returns a text of the client for a sentence: at most 100 characters, with control characters and lone surrogates escaped. */
export function quote(text: string): string {
  const escaped = text.slice(0, 2 * maxQuoted + 1).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, toEscape)
  return shorten(escaped)
}

/** Returns at most `max` characters of a text; a longer one ends with `…`. */
export function shorten(text: string, max = maxQuoted): string {
  if (text.length <= max) return text
  const characters = [...text.slice(0, 2 * max + 1)]
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join('')}…`
}

function toEscape(character: string): string {
  const hex = (character.codePointAt(0) as number).toString(16)
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`
}
