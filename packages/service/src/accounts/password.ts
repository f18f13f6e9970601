import { scrypt, timingSafeEqual } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { promisify } from 'node:util'
import { hash, verify as verifyArgon2 } from '@node-rs/argon2'
import pLimit from 'p-limit'
import { ServiceError } from '../service-error.js'

export interface PasswordCost {
  /** KiB of memory. */
  readonly memoryCost: number
  /** Passes over the memory. */
  readonly timeCost: number
}

/** The recommendation of the OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. */
export const defaultPasswordCost: PasswordCost = { memoryCost: 19_456, timeCost: 2 }

export interface Passwords {
  /** Returns an argon2id hash with a random salt. Rejects with `unavailable` if the queue is full. */
  hash(password: string): Promise<string>
  /**
   * Returns whether a password matches a hash by argon2 or, as Better Auth stores it, scrypt. Without a hash it does the same work, so
   * that the response time does not reveal which accounts exist. Rejects with `unavailable` if the queue is full.
   */
  verify(password: string, passwordHash: string | null | undefined): Promise<boolean>
  /** Returns whether a hash has other parameters than new hashes. The next sign-in then replaces it. */
  needsRehash(passwordHash: string): boolean
}

/** Passwords that can wait for a core, which takes some seconds. Above it, requests fail with `unavailable`. */
const maxWaiting = 128
const semaphore = pLimit(Math.max(1, availableParallelism() - 1))

export function createPasswords({ memoryCost, timeCost }: PasswordCost = defaultPasswordCost): Passwords {
  const parameters = { memoryCost, timeCost, parallelism: 1 }
  const currentPrefix = `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=1$`
  let dummyHash: string | undefined
  const hashOf = (password: string) => enqueue(() => hash(password, parameters))
  return {
    hash: hashOf,
    async verify(password, passwordHash) {
      // Before the hash is known to exist, so that the first check of the process takes as long with one as without.
      dummyHash ??= await hashOf('dummy password')
      const dummy = dummyHash
      const isArgon2 = /^\$argon2/.test(passwordHash ?? '')
      if (passwordHash == null || (isArgon2 && !isWithinBounds(passwordHash))) {
        await enqueue(() => verifyArgon2(dummy, password))
        return false
      }
      return enqueue(() => (isArgon2 ? verifyArgon2(passwordHash, password) : verifyScrypt(password, passwordHash)))
    },
    needsRehash: (passwordHash) => !passwordHash.startsWith(currentPrefix),
  }
}

/** Returns the numbers of passwords that are being hashed and that wait. */
export function passwordQueue(): { readonly active: number; readonly waiting: number } {
  return { active: semaphore.activeCount, waiting: semaphore.pendingCount }
}

function enqueue<T>(work: () => Promise<T>): Promise<T> {
  if (semaphore.pendingCount >= maxWaiting)
    throw new ServiceError('unavailable', 'Too many sign-ins are in progress. Try again shortly.')
  return semaphore(work)
}

/** Rejects hashes whose parameters would exhaust memory or block the process. */
function isWithinBounds(passwordHash: string): boolean {
  const [, memory, time, lanes] = /^\$argon2\w+\$v=\d+\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(passwordHash) ?? []
  return Number(memory) <= 262_144 && Number(time) <= 10 && Number(lanes) <= 8
}

const deriveScrypt = promisify<string, Buffer, number, object, Buffer>(scrypt)

/**
 * Verifies a hash of Better Auth: `salt:key` in hexadecimal, with N = 16384, r = 16, p = 1 and a key of 64 bytes. The
 * password is in NFKC; the bytes of the salt are those of its text.
 */
async function verifyScrypt(password: string, passwordHash: string): Promise<boolean> {
  const [, salt, key] = /^([0-9a-f]{1,128}):([0-9a-f]{128})$/.exec(passwordHash) ?? []
  if (!salt || !key) return false
  const cost = { N: 16_384, r: 16, p: 1, maxmem: 128 * 16_384 * 16 * 2 }
  const derived = await deriveScrypt(password.normalize('NFKC'), Buffer.from(salt), 64, cost)
  return timingSafeEqual(derived, Buffer.from(key, 'hex'))
}
