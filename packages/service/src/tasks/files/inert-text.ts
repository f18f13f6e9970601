/** What a spreadsheet can interpret as a formula: https://owasp.org/www-community/attacks/CSV_Injection */
const formula = '=+\\-@\\t\\r\\n＝＋－＠'

const active = new RegExp(`^(?:['${formula}]|$)`, 'u')
const inert = new RegExp(`^'(?:['${formula}]|$)`, 'u')

/**
 * Returns text with an apostrophe in front if a spreadsheet could run it, if it starts with an apostrophe itself, or if it is
 * empty.
 */
export function toInert(text: string): string {
  return active.test(text) ? `'${text}` : text
}

/** Reverses `toInert`. An apostrophe that it never writes is kept. */
export function fromInert(text: string): string {
  return inert.test(text) ? text.slice(1) : text
}
