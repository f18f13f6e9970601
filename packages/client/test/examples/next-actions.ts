'use server'

import { fieldErrors } from '@taskpact/client'
import { redirect } from 'next/navigation'
import { openClient } from './next-session.js'

export async function addTask(_previous: unknown, form: FormData) {
  const client = await openClient({ canWrite: true })
  try {
    const { id } = await client.tasks.create({ title: String(form.get('title')) })
    return { id, errors: {} }
  } catch (error) {
    const errors = fieldErrors(error)
    if (!errors.title) throw error
    return { id: undefined, errors }
  }
}

/** For a route handler: `export const GET = refresh`. Reading the user refreshes the tokens of the cookie. */
export async function refresh() {
  const client = await openClient({ canWrite: true })
  await client.auth.me().catch(() => redirect('/sign-in'))
  redirect('/')
}
