'use server'

import { type FieldError, fieldErrors, isApiError } from '@taskpact/client'
import { redirect } from 'next/navigation'
import { openClient } from './open-client'

export interface Failed {
  readonly errors: Record<string, FieldError>
  readonly message: string
}

export async function signIn(_previous: Failed | undefined, form: FormData): Promise<Failed | undefined> {
  const client = await openClient({ canWrite: true })
  const input = { email: String(form.get('email')), password: String(form.get('password')) }
  return client.auth.signin(input).then(() => undefined, toFailed)
}

export async function addTask(_previous: Failed | undefined, form: FormData): Promise<Failed | undefined> {
  const client = await openClient({ canWrite: true })
  const failed = await client.tasks.create({ title: String(form.get('title')) }).then(() => undefined, toFailed)
  if (!failed) redirect('/server')
  return failed
}

export async function signOut(): Promise<void> {
  const client = await openClient({ canWrite: true })
  await client.auth.signout()
  redirect('/server')
}

/** Plain objects, because an error loses its code on the way to the browser. */
function toFailed(error: unknown): Failed {
  if (!isApiError(error)) throw error
  return { errors: fieldErrors(error), message: error.message }
}
