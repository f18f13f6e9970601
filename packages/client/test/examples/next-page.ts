import { isApiError } from '@taskpact/client'
import { redirect } from 'next/navigation'
import { openClient } from './next-session.js'

// A Server Component: Next.js does not let it write cookies, so tokens are not refreshed here.
export default async function Page() {
  const client = await openClient({ canWrite: false })
  try {
    const { items } = await client.tasks.list({ status: 'pending' })
    return items.map(({ title }) => title).join(', ')
  } catch (error) {
    if (isApiError(error, 'token_expired', 'invalid_token', 'unauthenticated')) redirect('/refresh') // a route handler
    throw error
  }
}
