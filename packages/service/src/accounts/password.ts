import { scrypt, timingSafeEqual } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { promisify } from 'node:util'
import { hash, verify } from '@node-rs/argon2'
import pLimit from 'p-limit'
import { ServiceError } from '../service-error.js'

export interface PasswordCost {
  /** KiB of memory. */
  readonly memoryCost: number
  /** Passes over the memory. */
  readonly timeCost: number
}

/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. */
export const usualCost: PasswordCost = { memoryCost: 19_456, timeCost: 2 }

export interface Passwords {
  hash(password: string): Promise<string>
  /**
   * Compares with a hash by argon2 or, as Better Auth stores it, scrypt. Without a hash it does the same work, so that the response
   * time does not reveal which accounts exist.
   */
  isRight(password: string, passwordHash: string | null | undefined): Promise<boolean>
  /** Whether a hash has other parameters than new ones. The next sign-in replaces it. */
  isOutdated(passwordHash: string): boolean
}

/** Passwords that may wait for a core, which takes some seconds. Further sign-ins fail with `unavailable`. */
const maxWaiting = 128
const turns = pLimit(Math.max(1, availableParallelism() - 1))

export function createPasswords({ memoryCost, timeCost }: PasswordCost = usualCost): Passwords {
  const parameters = { memoryCost, timeCost, parallelism: 1 }
  const current = `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=1$`
  let nobody: string | undefined
  const hashOf = (password: string) => inTurn(() => hash(password, parameters))
  return {
    hash: hashOf,
    async isRight(password, passwordHash) {
      if (passwordHash == null) {
        nobody ??= await hashOf('the password of nobody')
        const nobodys = nobody
        await inTurn(() => verify(nobodys, password))
        return false
      }
      if (/^\$argon2/.test(passwordHash))
        return isWithinBounds(passwordHash) && inTurn(() => verify(passwordHash, password))
      return inTurn(() => isScrypt(password, passwordHash))
    },
    isOutdated: (passwordHash) => !passwordHash.startsWith(current),
  }
}

/** Numbers of passwords being hashed and waiting. */
export function passwordQueue(): { readonly active: number; readonly waiting: number } {
  return { active: turns.activeCount, waiting: turns.pendingCount }
}

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (turns.pendingCount >= maxWaiting)
    throw new ServiceError('unavailable', 'Too many are signing in: try again shortly.')
  return turns(work)
}

/** A hash with absurd parameters would exhaust memory or block the process. */
function isWithinBounds(passwordHash: string): boolean {
  const [, memory, time, lanes] = /^\$argon2\w+\$v=\d+\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(passwordHash) ?? []
  return Number(memory) <= 262_144 && Number(time) <= 10 && Number(lanes) <= 8
}

const deriveScrypt = promisify<string, Buffer, number, object, Buffer>(scrypt)

/** Better Auth's `salt:key` in hexadecimal: N = 16384, r = 16, p = 1, 64 bytes, of the NFKC form; the salt is its text. */
async function isScrypt(password: string, passwordHash: string): Promise<boolean> {
  const [, salt, key] = /^([0-9a-f]{1,128}):([0-9a-f]{128})$/.exec(passwordHash) ?? []
  if (!salt || !key) return false
  const cost = { N: 16_384, r: 16, p: 1, maxmem: 128 * 16_384 * 16 * 2 }
  const derived = await deriveScrypt(password.normalize('NFKC'), Buffer.from(salt), 64, cost)
  return timingSafeEqual(derived, Buffer.from(key, 'hex'))
}
