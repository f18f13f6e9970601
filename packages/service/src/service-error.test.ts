import { describe, expect, it } from 'vitest'
import { toServiceError } from './service-error.js'

describe('toServiceError', () => {
  it('translates an error of the database and keeps it as the cause', () => {
    const thrown = Object.assign(new Error('secret'), { code: 'ECONNREFUSED' })

    expect(toServiceError(thrown)).toMatchObject({ code: 'unavailable', retryAfter: 5, cause: thrown })
  })

  it.each([undefined, null, 'secret', new Error('secret')])('is `internal` for %s, and reveals nothing', (thrown) => {
    const failure = toServiceError(thrown)

    expect(failure).toMatchObject({ code: 'internal', cause: thrown })
    expect(failure.detail).not.toContain('secret')
    expect(failure.retryAfter).toBeUndefined()
  })
})
