import { isApiError } from '@taskpact/client'
import { redirect } from 'next/navigation'
import { openClient } from '../open-client'

/** Refreshes the tokens in the cookie, or removes them if the session has ended. */
export async function GET() {
  const client = await openClient({ canWrite: true })
  await client.auth.me().catch((error) => {
    if (!isApiError(error, 'token_expired', 'invalid_token', 'unauthenticated')) throw error
  })
  redirect('/server')
}
