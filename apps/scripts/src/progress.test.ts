import { describe, expect, it } from 'vitest'
import { createProgress } from './progress.js'

function writtenTo(screen: { isTTY: boolean }, times: readonly number[]): string {
  let written = ''
  let now = 0
  const progress = createProgress({ ...screen, write: (text) => (written += text) }, () => now)
  for (const time of times) {
    now = time
    progress.show(`at ${time}`)
  }
  progress.end()
  return written
}

describe('createProgress', () => {
  it('overwrites one line of a terminal, at most every 100 ms, and clears it at the end', () => {
    expect(writtenTo({ isTTY: true }, [0, 50, 100])).toBe('\r\x1b[Kat 0\r\x1b[Kat 100\r\x1b[K')
  })

  it('writes a line to a log at most every two seconds', () => {
    expect(writtenTo({ isTTY: false }, [0, 100, 1999, 2000])).toBe('at 0\nat 2000\n')
  })
})
