/** `en` has the order of the CLDR root collation, and is what a runtime has if it has little. */
export const { compare: compareTitleKeys } = new Intl.Collator('en', { numeric: true })

/**
 * Returns the text by which `compareTitleKeys` sorts a title as the server does. `Intl` sorts Han characters by radical and stroke; the
 * server by their code points, and after them characters that are private or not assigned. So each of them becomes two private
 * characters, which `Intl` sorts by code point.
 */
export function titleKeyOf(title: string): string {
  return title.replace(notCompared, '').replace(containsHan, toPlain).replace(byCodePoint, toPrivate)
}

/** The server does not compare the replacement character, which `Intl` sorts last. */
const notCompared = /\ufffd/g
/** Radicals and signs of which Han characters are the compatibility form. */
const containsHan = /[⼀-⿕〸-〺㆒-㆟㈠-㉇㊀-㊰㋿㍻-㍿🈐-🉑]/gu
const byCodePoint = /[\p{UIdeo}\p{Cn}\p{Co}]/gu

function toPlain(character: string): string {
  return character.normalize('NFKC')
}

/** UTS #10, implicit weights: the block of most Han characters and its supplement, then the other blocks, then what is no ideograph. */
function toPrivate(character: string): string {
  const code = character.codePointAt(0) as number // never empty
  const isIdeograph = /\p{UIdeo}/u.test(character) || code >> 17 === 1
  const weight = code + (!isIdeograph ? 0x200000 : code < 0x4e00 || code > 0xffff ? 0x100000 : 0)
  return String.fromCharCode(0xe000 + (weight >> 12), 0xe000 + (weight & 0xfff))
}
