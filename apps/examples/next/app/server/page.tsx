import { isApiError } from '@taskpact/client'
import { redirect } from 'next/navigation'
import { ActionForm } from './action-form'
import { addTask, signIn, signOut } from './actions'
import { openClient } from './open-client'

/** Lists pending tasks on the server of the app; the browser receives no token that scripts can read. */
export default async function Page() {
  const tasks = await listTasks()
  if (!tasks)
    return (
      <main>
        <h1>Sign in</h1>
        <ActionForm action={signIn} fields={{ email: 'E-mail', password: 'Password' }} button="Sign in" />
      </main>
    )
  return (
    <main>
      <h1>Pending tasks</h1>
      <ActionForm action={addTask} fields={{ title: 'Title' }} button="Add" />
      <ul aria-label="Tasks">
        {tasks.map(({ id, title }) => (
          <li key={id}>{title}</li>
        ))}
      </ul>
      <form action={signOut}>
        <button type="submit">Sign out</button>
      </form>
    </main>
  )
}

/** Returns undefined if no user is signed in. */
async function listTasks() {
  const client = await openClient({ canWrite: false })
  try {
    const { items } = await client.tasks.list({ status: 'pending' })
    return items
  } catch (error) {
    if (isApiError(error, 'unauthenticated')) return undefined
    // A page cannot store new tokens, nor remove those of a session that has ended.
    if (isApiError(error, 'token_expired', 'invalid_token')) redirect('/server/refresh')
    throw error
  }
}
