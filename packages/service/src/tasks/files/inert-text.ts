/** What a spreadsheet may take for a formula: https://owasp.org/www-community/attacks/CSV_Injection */
const formula = '=+\\-@\\t\\r\\n＝＋－＠'

const active = new RegExp(`^(?:['${formula}]|$)`, 'u')
const inert = new RegExp(`^'(?:['${formula}]|$)`, 'u')

/**
 * The text behind an apostrophe where a spreadsheet may run it, or where it begins with an apostrophe of its own; of empty
 * text, the apostrophe alone.
 */
export function toInert(text: string): string {
  return active.test(text) ? `'${text}` : text
}

/** The text that `toInert` was given. An apostrophe that it never writes is kept. */
export function fromInert(text: string): string {
  return inert.test(text) ? text.slice(1) : text
}
