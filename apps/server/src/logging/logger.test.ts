import { describe, expect, it } from 'vitest'
import { describeError, openLog } from './logger.js'

/** Like Drizzle's error: the statement and its parameters as properties and in the message. */
class DrizzleQueryError extends Error {
  readonly query: string
  readonly params: readonly unknown[]

  constructor(query: string, params: readonly unknown[], cause: Error) {
    super(`Failed query: ${query}\nparams: ${params}`, { cause })
    this.query = query
    this.params = params
  }
}

describe('describeError', () => {
  it('returns name, message and stack frames', () => {
    const described = describeError(new TypeError('Not a task'))

    expect(described).toMatchObject({ name: 'TypeError', message: 'Not a task' })
    expect(described.frames).toContainEqual(expect.stringContaining('logger.test'))
  })

  it('includes the causes', () => {
    const deepest = Object.assign(new Error('Connection refused'), { code: 'ECONNREFUSED' })
    const error = new Error('Above', { cause: new Error('Middle', { cause: deepest }) })

    expect(describeError(error)).toMatchObject({
      message: 'Above',
      cause: { message: 'Middle', cause: { message: 'Connection refused', code: 'ECONNREFUSED' } },
    })
  })

  it('omits the parameters of a failed query', () => {
    const cause = Object.assign(new Error('duplicate key value violates unique constraint'), {
      code: '23505',
      detail: 'Key (email)=(ada@example.org) already exists.',
      parameters: ['ada@example.org', 'hunter2'],
    })
    const query = 'insert into users (email, password_hash) values ($1, $2)'
    const error = new DrizzleQueryError(query, ['ada@example.org', 'hunter2'], cause)

    for (const described of [describeError(error), describeError(new Error('Above', { cause: error }))]) {
      const text = JSON.stringify(described)
      expect(text).not.toMatch(/ada@example|hunter2/)
      expect(text).toContain(query)
      expect(text).toContain('23505')
    }
  })

  it('omits unknown properties', () => {
    const error = Object.assign(new SyntaxError('Unexpected token'), { body: '{"password":"hunter2"', status: 400 })

    expect(JSON.stringify(describeError(error))).not.toContain('hunter2')
  })

  it.each(['hunter2', 5, null, undefined, { password: 'hunter2' }, ['hunter2'], Symbol('hunter2')])(
    'returns only the type of a thrown non-error: %s',
    (thrown) => {
      expect(describeError(thrown)).toEqual({ thrown: typeof thrown })
    },
  )

  it('returns only the type of a cause that is not an error', () => {
    expect(describeError(new Error('Above', { cause: 'hunter2' }))).toMatchObject({ cause: { thrown: 'string' } })
  })

  it('stops at an error that is its own cause', () => {
    const error = new Error('Above')
    error.cause = new Error('Below', { cause: error })

    expect(describeError(error)).toMatchObject({ message: 'Above', cause: { message: 'Below' } })
  })

  it('accepts an error without a stack', () => {
    const error = new Error('Bare')
    delete error.stack

    expect(describeError(error)).toMatchObject({ name: 'Error', message: 'Bare' })
  })
})

describe('openLog', () => {
  it('logs from LOG_LEVEL upwards', () => {
    expect(openLog({ LOG_LEVEL: 'warn', ENVIRONMENT: 'production' }).logger.level).toBe('warn')
    expect(openLog({ LOG_LEVEL: 'silent', ENVIRONMENT: 'test' }).logger.isLevelEnabled('fatal')).toBe(false)
  })
})
