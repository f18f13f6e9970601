/** Characters of two columns (UAX #11, wide and fullwidth), and emoji. */
const wide =
  /^(?:\p{Emoji_Presentation}|.\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}])/u

/** Characters that take no column: they combine with the previous one, or are invisible. */
const zero = /^[\p{M}\p{Cf}]+$/u

let segmenter: Intl.Segmenter | undefined

/** Returns the number of columns that a terminal needs for a text. */
export function textWidth(text: string): number {
  return isNarrow(text) ? text.length : graphemesOf(text).reduce((sum, one) => sum + widthOf(one), 0)
}

/** Returns text of at most this many columns; an ellipsis replaces what does not fit. */
export function truncate(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text
  let width = 1
  let kept = ''
  for (const one of graphemesOf(text)) {
    width += widthOf(one)
    if (width > columns) break
    kept += one
  }
  return `${kept}…`
}

function widthOf(grapheme: string): number {
  if (zero.test(grapheme)) return 0
  return wide.test(grapheme) ? 2 : 1
}

function isNarrow(text: string): boolean {
  return /^[ -~]*$/.test(text)
}

function graphemesOf(text: string): string[] {
  segmenter ??= new Intl.Segmenter('en')
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
}
