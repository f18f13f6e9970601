import { timeSlice } from './time-slice.js'

/** Characters between two looks at the clock: about 0.1 ms. */
const stepLength = 65_536
const [quote, backslash, comma] = [0x22, 0x5c, 0x2c]

/** Counts the commas of a JSON text outside its strings, which bound the number of its values. Lets other requests run in between. */
export async function countCommas(text: string): Promise<number> {
  const pause = timeSlice()
  let [commas, isInString] = [0, false]
  for (let at = 0; at < text.length; ) {
    const end = Math.min(at + stepLength, text.length)
    for (; at < end; at++) {
      const code = text.charCodeAt(at)
      if (code === quote) isInString = !isInString
      else if (code === backslash) at++
      else if (code === comma && !isInString) commas++
    }
    await pause()
  }
  return commas
}
