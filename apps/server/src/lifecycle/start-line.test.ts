import { describe, expect, it } from 'vitest'
import { version } from '../config/version.js'
import { startLine } from './start-line.js'

describe('startLine', () => {
  it.each(['http://127.0.0.1:8000', 'http://0.0.0.0:8000', 'http://[::]:8000', 'http://[::1]:8000'])(
    'names localhost for %s',
    (url) => {
      expect(startLine(url)).toBe(
        `Taskpact ${version} is listening on http://localhost:8000 (docs: http://localhost:8000/docs)`,
      )
    },
  )

  it('keeps any other address', () => {
    expect(startLine('http://10.0.0.1:80')).toContain('on http://10.0.0.1:80 (docs: http://10.0.0.1:80/docs)')
  })
})
