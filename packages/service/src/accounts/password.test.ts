import { describe, expect, it } from 'vitest'
import { createPasswords } from './password.js'

const passwords = createPasswords()

describe('hash', () => {
  it('uses the parameters of OWASP: argon2id, 19 MiB, two passes, one lane', async () => {
    expect(await passwords.hash('Test123!')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  it('salts: returns a different hash of the same password each time', async () => {
    expect(await passwords.hash('Test123!')).not.toBe(await passwords.hash('Test123!'))
  })
})

describe('verify', () => {
  it.each([
    ['the sample', 'Test123!'],
    ['spaces', '  pass  word  '],
    ['NUL', 'pass\0word'],
    ['emoji', '👩‍👩‍👧‍👦😀😀😀😀'],
    ['128 characters of four bytes', '😀'.repeat(128)],
  ])('accepts the right password: %s', async (_what, password) => {
    expect(await passwords.verify(password, await passwords.hash(password))).toBe(true)
  })

  it.each([
    ['another character', 'Test123?'],
    ['upper case', 'TEST123!'],
    ['an additional space', 'Test123! '],
    ['one character fewer', 'Test123'],
    ['a NUL and more', 'Test123!\0'],
    ['empty', ''],
  ])('refuses a similar password: %s', async (_what, password) => {
    expect(await passwords.verify(password, await passwords.hash('Test123!'))).toBe(false)
  })

  it('compares the last character of a long password', async () => {
    const long = 'x'.repeat(127)

    expect(await passwords.verify(`${long}b`, await passwords.hash(`${long}a`))).toBe(false)
  })

  it.each([null, undefined])('refuses every password if the hash is %s, even the dummy password', async (none) => {
    expect(await passwords.verify('Test123!', none)).toBe(false)
    expect(await passwords.verify('dummy password', none)).toBe(false)
  })

  it('takes as long without a hash as with one', async () => {
    const hash = await passwords.hash('Test123!')
    await passwords.verify('warm', undefined)
    const withHash = await fastest(() => passwords.verify('wrong', hash))
    const withoutHash = await fastest(() => passwords.verify('wrong', undefined))

    expect(withoutHash).toBeGreaterThan(withHash / 4)
    expect(withoutHash).toBeLessThan(withHash * 4)
  })
})

async function fastest(work: () => Promise<unknown>): Promise<number> {
  const times = []
  for (let round = 0; round < 8; round++) {
    const started = performance.now()
    await work()
    times.push(performance.now() - started)
  }
  return Math.min(...times)
}
