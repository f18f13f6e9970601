/** Characters that begin a formula in a spreadsheet: https://owasp.org/www-community/attacks/CSV_Injection */
const formulaStart = '=+\\-@\\t\\r\\n＝＋－＠'

const needsEscape = new RegExp(`^(?:['${formulaStart}]|$)`, 'u')
const isEscaped = new RegExp(`^'(?:['${formulaStart}]|$)`, 'u')

/**
 * Prepends an apostrophe to text that a spreadsheet could run as a formula, to text that starts with an apostrophe, and
 * to empty text. Returns other text unchanged.
 */
export function escapeFormula(text: string): string {
  return needsEscape.test(text) ? `'${text}` : text
}

/** Reverses `escapeFormula`. Keeps any other leading apostrophe. */
export function unescapeFormula(text: string): string {
  return isEscaped.test(text) ? text.slice(1) : text
}
