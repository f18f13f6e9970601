import { describe, expect, it } from 'vitest'
import { createPasswords } from './password.js'

const passwords = createPasswords()

describe('hashing a password', () => {
  it('follows the OWASP parameters: argon2id, 19 MiB, two passes, one lane', async () => {
    expect(await passwords.hash('Test123!')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  it('salts: one password has a new hash each time', async () => {
    expect(await passwords.hash('Test123!')).not.toBe(await passwords.hash('Test123!'))
  })
})

describe('comparing a password', () => {
  it.each([
    ['the sample', 'Test123!'],
    ['spaces', '  pass  word  '],
    ['NUL', 'pass\0word'],
    ['emoji', '👩‍👩‍👧‍👦😀😀😀😀'],
    ['128 characters of four bytes', '😀'.repeat(128)],
  ])('knows a password again: %s', async (_what, password) => {
    expect(await passwords.isRight(password, await passwords.hash(password))).toBe(true)
  })

  it.each([
    ['another', 'Test123?'],
    ['upper case', 'TEST123!'],
    ['a space more', 'Test123! '],
    ['one character less', 'Test123'],
    ['a NUL and more', 'Test123!\0'],
    ['empty', ''],
  ])('refuses what is near to it: %s', async (_what, password) => {
    expect(await passwords.isRight(password, await passwords.hash('Test123!'))).toBe(false)
  })

  it('reads a password to its end', async () => {
    const long = 'x'.repeat(127)

    expect(await passwords.isRight(`${long}b`, await passwords.hash(`${long}a`))).toBe(false)
  })

  it.each([null, undefined])('refuses every password where the hash is %s, even that of nobody', async (none) => {
    expect(await passwords.isRight('Test123!', none)).toBe(false)
    expect(await passwords.isRight('the password of nobody', none)).toBe(false)
  })

  it('works as long for an account that is not there', async () => {
    const hash = await passwords.hash('Test123!')
    await passwords.isRight('warm', undefined)
    const there = await fastest(() => passwords.isRight('wrong', hash))
    const absent = await fastest(() => passwords.isRight('wrong', undefined))

    expect(absent).toBeGreaterThan(there / 4)
    expect(absent).toBeLessThan(there * 4)
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
