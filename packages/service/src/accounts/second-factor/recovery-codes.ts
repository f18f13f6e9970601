import { createHash, randomBytes } from 'node:crypto'
import { secondFactorLimits } from '@taskpact/contract'
import { compiledQuery, type Database, recoveryCodes } from '@taskpact/db'
import { and, count, eq, sql } from 'drizzle-orm'
import { Secret } from 'otpauth'
import { deleteRecoveryCodes } from '../remove-factors.js'

/** 80 bits, so that a plain hash suffices. */
const codeBytes = 10

/** Returns a random code such as `mzxw-6ytb-oi2t-4ojq`. */
export function newRecoveryCode(): string {
  const bytes = Uint8Array.from(randomBytes(codeBytes))
  const text = new Secret({ buffer: bytes.buffer }).base32.toLowerCase()
  return (text.match(/.{4}/g) as string[]).join('-')
}

/** Returns the hash of a code, which is stored instead of the code. Case, spaces and hyphens do not matter. */
export function recoveryCodeHash(code: string): string {
  return createHash('sha256').update(code.toLowerCase().replace(/[\s-]/g, '')).digest('base64url')
}

const ofUser = eq(recoveryCodes.userId, sql.placeholder('userId'))

const insertCodes = compiledQuery({
  name: 'recovery_code_create',
  build: (db) =>
    db.insert(recoveryCodes).values(
      Array.from({ length: secondFactorLimits.recoveryCodes }, (_, index) => ({
        userId: sql.placeholder('userId'),
        hash: sql.placeholder(`hash${index}`),
      })),
    ),
})

/** Replaces the recovery codes of a user, and returns the new ones. */
export async function replaceRecoveryCodes(userId: string, db: Database): Promise<string[]> {
  const codes = Array.from({ length: secondFactorLimits.recoveryCodes }, newRecoveryCode)
  await deleteRecoveryCodes(db, { userId })
  await insertCodes(db, {
    userId,
    ...Object.fromEntries(codes.map((code, index) => [`hash${index}`, recoveryCodeHash(code)])),
  })
  return codes
}

const takeCode = compiledQuery({
  name: 'recovery_code_take',
  build: (db) =>
    db
      .delete(recoveryCodes)
      .where(and(ofUser, eq(recoveryCodes.hash, sql.placeholder('hash'))))
      .returning({ userId: recoveryCodes.userId }),
})

/** Uses a recovery code, once. Returns false if the user has no such code. */
export async function useRecoveryCode(userId: string, code: string, db: Database): Promise<boolean> {
  return (await takeCode(db, { userId, hash: recoveryCodeHash(code) })).length > 0
}

const countCodes = compiledQuery({
  name: 'recovery_code_count',
  build: (db) => db.select({ left: count() }).from(recoveryCodes).where(ofUser),
})

/** Returns the number of unused recovery codes of a user. */
export async function countRecoveryCodes(userId: string, db: Database): Promise<number> {
  const [counted] = await countCodes(db, { userId })
  return counted?.left ?? 0
}
