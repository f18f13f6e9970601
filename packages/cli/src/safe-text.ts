/**
 * Controls of C0 and C1 with ESC, line and paragraph separators, and marks and embeddings that reorder text (UAX #9): a terminal would
 * obey them.
 */
const controls = /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** Returns text as one line that cannot control a terminal: spaces for line breaks and tabs, escapes such as `\x1b` for other controls. */
export function toSafeText(text: string): string {
  return text.replace(/\r\n|[\t\n\r]/g, ' ').replace(controls, toEscape)
}

/** Returns JSON that cannot control a terminal, with the same value. */
export function toSafeJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(controls, (letter) =>
    letter === '\n' ? letter : toUnicode(letter),
  )
}

function toEscape(letter: string): string {
  const code = letter.charCodeAt(0)
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : toUnicode(letter)
}

function toUnicode(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
}
