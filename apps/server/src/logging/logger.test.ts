import { describe, expect, it } from 'vitest'
import { describeError, openLog } from './logger.js'

/** As drizzle makes it: the statement, its parameters, and both in the message. */
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
  it('tells name, message and where it was thrown', () => {
    const described = describeError(new TypeError('Not a task'))

    expect(described).toMatchObject({ name: 'TypeError', message: 'Not a task' })
    expect(described.frames).toContainEqual(expect.stringContaining('logger.test'))
  })

  it('tells the cause, and the cause of the cause', () => {
    const deepest = Object.assign(new Error('Connection refused'), { code: 'ECONNREFUSED' })
    const error = new Error('Above', { cause: new Error('Middle', { cause: deepest }) })

    expect(describeError(error)).toMatchObject({
      message: 'Above',
      cause: { message: 'Middle', cause: { message: 'Connection refused', code: 'ECONNREFUSED' } },
    })
  })

  it('leaves out the parameters of a failed query, wherever they stand', () => {
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

  it('tells no property that it does not know', () => {
    const error = Object.assign(new SyntaxError('Unexpected token'), { body: '{"password":"hunter2"', status: 400 })

    expect(JSON.stringify(describeError(error))).not.toContain('hunter2')
  })

  it.each(['hunter2', 5, null, undefined, { password: 'hunter2' }, ['hunter2'], Symbol('hunter2')])(
    'tells only the type of what is no error: %s',
    (thrown) => {
      expect(describeError(thrown)).toEqual({ thrown: typeof thrown })
    },
  )

  it('tells a cause that is no error by its type too', () => {
    expect(describeError(new Error('Above', { cause: 'hunter2' }))).toMatchObject({ cause: { thrown: 'string' } })
  })

  it('comes to an end where an error causes itself', () => {
    const error = new Error('Above')
    error.cause = new Error('Below', { cause: error })

    expect(describeError(error)).toMatchObject({ message: 'Above', cause: { message: 'Below' } })
  })

  it('takes an error without a stack', () => {
    const error = new Error('Bare')
    delete error.stack

    expect(describeError(error)).toMatchObject({ name: 'Error', message: 'Bare' })
  })
})

describe('openLog', () => {
  it('says as much as it is told to', () => {
    expect(openLog({ LOG_LEVEL: 'warn', ENVIRONMENT: 'production' }).logger.level).toBe('warn')
    expect(openLog({ LOG_LEVEL: 'silent', ENVIRONMENT: 'test' }).logger.isLevelEnabled('fatal')).toBe(false)
  })
})
