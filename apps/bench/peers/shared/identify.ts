import { jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import { HttpError } from './http-error.js'
import { settings } from './settings.js'

interface Verified {
  readonly userId: string
  readonly expires: number
}

/** Milliseconds for which a user is not looked up again, as in Taskpact. */
const activeTtl = 4000

const verified = new LRUCache<string, Verified>({ max: 10_000 })

/** Returns the user of an `Authorization` header. Verifies each token once; synchronous afterwards. */
export function identifyCached(authorization = ''): string | Promise<string> {
  const known = verified.get(authorization)
  if (known) return userOf(known)
  return verify(authorization).then((claims) => {
    verified.set(authorization, claims)
    return userOf(claims)
  })
}

/** Verifies the token of an `Authorization` header each time, as the documentation of the frameworks shows it. */
export async function identifyEachTime(authorization: string | undefined): Promise<string> {
  return userOf(await verify(authorization))
}

/** Returns a function that rejects if a user does not exist. Returns undefined if the user was looked up recently. */
export function createActiveUsers(userExists: (userId: string) => Promise<boolean>) {
  const lookedUp = new LRUCache<string, number>({ max: 100_000 })
  return (userId: string): Promise<void> | undefined => {
    const now = performance.now()
    const until = lookedUp.get(userId)
    if (until !== undefined && now < until) return undefined
    lookedUp.set(userId, now + activeTtl)
    return userExists(userId).then((exists) => {
      if (exists) return
      lookedUp.delete(userId)
      throw new HttpError(401, 'Invalid token')
    })
  }
}

function userOf({ userId, expires }: Verified): string {
  if (expires <= Date.now()) throw new HttpError(401, 'Invalid token')
  return userId
}

async function verify(authorization = ''): Promise<Verified> {
  const token = /^Bearer (.+)$/.exec(authorization)?.[1]
  if (token === undefined) throw new HttpError(401, 'No token')
  try {
    const { payload } = await jwtVerify(token, settings.secret, {
      algorithms: ['HS256'],
      requiredClaims: ['sub', 'exp'],
    })
    return { userId: payload.sub as string, expires: (payload.exp as number) * 1000 } // the required claims
  } catch (cause) {
    throw new HttpError(401, `Invalid token: ${String(cause)}`)
  }
}
