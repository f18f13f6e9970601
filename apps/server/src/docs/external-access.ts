import type { AppAccess } from '@taskpact/openapi'

/** Milliseconds after which the endpoints are looked up again. */
const foundFor = 24 * 60 * 60_000
const missingFor = 60_000

/**
 * Returns a function that finds where apps get their tokens, once a day. Returns undefined while the authorization server does not
 * respond: the documents are served without its endpoints then.
 */
export function externalAccess(
  discover: () => Promise<Omit<AppAccess, 'isExternal'>>,
  onFailure: (error: unknown) => void,
): () => Promise<AppAccess | undefined> {
  let current: Promise<AppAccess | undefined> | undefined
  let expiresAt = 0

  async function find(): Promise<AppAccess | undefined> {
    try {
      return { ...(await discover()), isExternal: true }
    } catch (error) {
      expiresAt = Date.now() + missingFor
      onFailure(error)
      return undefined
    }
  }

  return () => {
    if (current && Date.now() < expiresAt) return current
    expiresAt = Date.now() + foundFor
    current = find()
    return current
  }
}
