/** Whether a text has no lone surrogate. `String.prototype.isWellFormed` is missing in Safari 16.3, Chrome 110 and Hermes. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}
