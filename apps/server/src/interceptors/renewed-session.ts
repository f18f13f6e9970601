import type { CallState } from '@taskpact/engine'

/** Returns the session of an authentic refresh token, or undefined. */
export type SessionOf = (refreshToken: string) => { readonly userId: string; readonly sessionId: string } | undefined

/** Returns the key of the session that a call renews, or undefined if its refresh token is missing or not authentic. */
export async function renewedSession<Db>(call: CallState<Db>, sessionOf: SessionOf): Promise<string | undefined> {
  const { cookie } = call.request.client
  const given = (await refreshTokenField(call)) ?? (cookie?.isAllowed ? cookie.token : undefined)
  const session = typeof given === 'string' ? sessionOf(given) : undefined
  return session && `session ${session.userId} ${session.sessionId}`
}

/** Reads the input, which later steps then share. If it cannot be read, `parse` reports why. */
async function refreshTokenField<Db>(call: CallState<Db>): Promise<unknown> {
  const { rawInput } = call
  const read = (async () => rawInput(call.context.history))()
  call.rawInput = () => read
  const { fields } = await read.catch(() => ({ fields: undefined }))
  return (fields as { readonly refreshToken?: unknown } | null | undefined)?.refreshToken
}
