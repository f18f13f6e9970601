/**
 * Returns the form in which text is compared without regard to case, independent of the locale of the database. Upper case does not
 * depend on neighbouring letters, as lower case does for a final sigma, and maps `ß` to `SS`; lower case first maps `ẞ` to `ß`.
 */
export function foldCase(text: string): string {
  return text.toLowerCase().toUpperCase().normalize('NFC')
}
