import { jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import { Refusal } from './refusal.js'
import { settings } from './settings.js'

/** Tells by the header `Authorization` who calls. */
export type Identify = (authorization: string | undefined) => Promise<string>

interface Verified {
  readonly userId: string
  readonly expires: number
}

/** Each token is verified each time. */
const usual: Identify = async (authorization) => (await verify(authorization)).userId

/** A busy client costs one verification. */
const verified = new LRUCache<string, Verified>({ max: 10_000 })
export const remembering: Identify = async (authorization = '') => {
  const known = verified.get(authorization) ?? (await verify(authorization))
  if (known.expires <= Date.now()) throw new Refusal(401, 'Invalid token')
  verified.set(authorization, known)
  return known.userId
}

export const identify = settings.dress === 'tuned' ? remembering : usual

async function verify(authorization = ''): Promise<Verified> {
  const token = /^Bearer (.+)$/.exec(authorization)?.[1]
  if (token === undefined) throw new Refusal(401, 'No token')
  try {
    const { payload } = await jwtVerify(token, settings.secret, {
      algorithms: ['HS256'],
      requiredClaims: ['sub', 'exp'],
    })
    return { userId: payload.sub as string, expires: (payload.exp as number) * 1000 } // the claims that are required
  } catch (cause) {
    throw new Refusal(401, `Invalid token: ${String(cause)}`)
  }
}
