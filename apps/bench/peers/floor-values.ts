/** `2026-11-27 12:00:00.12+00` to RFC 3339 with milliseconds, by editing the text: a Date costs ten times as much. */
export function toTimestamp(written: string): string {
  if (written.length > 26 || !written.endsWith('+00')) return new Date(written.replace(' ', 'T')).toISOString()
  const fraction = written.slice(20, -3).padEnd(3, '0')
  return `${written.slice(0, 10)}T${written.slice(11, 19)}.${fraction}Z`
}

/** Parses a `text[]`. Only elements with special characters are quoted. */
export function toTexts(written: string): string[] {
  if (written === '{}') return []
  if (!written.includes('"')) return written.slice(1, -1).split(',')
  return Array.from(written.matchAll(/"((?:[^"\\]|\\.)*)"|[^{},"]+/g), ([element, quoted]) =>
    quoted === undefined ? element : quoted.replace(/\\(.)/g, '$1'),
  )
}

export function fromTexts(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`
}
