const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  '#39': "'",
}

/** Returns the text of HTML, one line for each block. For simple markup, as editors of notes write it. */
export function htmlText(html: string): string {
  return (
    html
      .replace(/\r?\n/g, ' ')
      .replace(/<(?:br|hr)\b[^<>]*>|<\/(?:p|div|li|h[1-6]|tr)>/gi, '\n')
      .replace(/<li\b[^<>]*>/gi, '- ')
      .replace(/<\/?[a-z!][^<>]*>/gi, '')
      .replace(/&(amp|lt|gt|quot|apos|nbsp|#39);/g, (_, name: string) => entities[name] ?? '')
      // Not by a pattern, which takes quadratic time for many spaces.
      .split('\n')
      .map((line) => line.trim())
      .join('\n')
      .trim()
  )
}
