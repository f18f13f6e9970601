import { describe, expect, it } from 'vitest'
import { ServiceError } from './service-error.js'

describe('ServiceError.from', () => {
  it('translates an error of the database and keeps it as the cause', () => {
    const thrown = Object.assign(new Error('secret'), { code: 'ECONNREFUSED' })

    expect(ServiceError.from(thrown)).toMatchObject({ code: 'unavailable', retryAfter: 5, cause: thrown })
  })

  it.each([undefined, null, 'secret', new Error('secret')])('is `internal` for %s, and reveals nothing', (thrown) => {
    const failure = ServiceError.from(thrown)

    expect(failure).toMatchObject({ code: 'internal', cause: thrown })
    expect(failure.detail).not.toContain('secret')
    expect(failure.retryAfter).toBeUndefined()
  })
})
