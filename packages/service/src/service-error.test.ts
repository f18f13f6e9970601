import { describe, expect, it } from 'vitest'
import { toServiceError } from './service-error.js'

describe('toServiceError', () => {
  it('translates a database error, which becomes the cause', () => {
    const thrown = Object.assign(new Error('secret'), { code: 'ECONNREFUSED' })

    expect(toServiceError(thrown)).toMatchObject({ code: 'unavailable', retryAfter: 5, cause: thrown })
  })

  it.each([undefined, null, 'secret', new Error('secret')])(
    'returns `internal` for %s, without its message',
    (thrown) => {
      const failure = toServiceError(thrown)

      expect(failure).toMatchObject({ code: 'internal', cause: thrown })
      expect(failure.detail).not.toContain('secret')
      expect(failure.retryAfter).toBeUndefined()
    },
  )
})
