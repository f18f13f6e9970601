import { expect, it } from 'vitest'
import { createProgress } from './progress.js'

function shown(isTTY: boolean, times: readonly number[]): string {
  let written = ''
  let now = 0
  const progress = createProgress({ isTTY, write: (text) => (written += text) }, () => now)
  for (const time of times) {
    now = time
    progress.show(`at ${time}`)
  }
  progress.end()
  return written
}

it('changes one line of a terminal, and takes it away in the end', () => {
  expect(shown(true, [0, 50, 100])).toBe('\r\x1b[Kat 0\r\x1b[Kat 100\r\x1b[K')
})

it('writes a line to a log now and then', () => {
  expect(shown(false, [0, 100, 1999, 2000])).toBe('at 0\nat 2000\n')
})
