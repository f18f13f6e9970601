import { contract } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import { type Context, ServiceError } from '@taskpact/engine'
import type { AppAuthorization } from '@taskpact/service'
import * as z from 'zod'

/** The fields of a form. */
export type Fields = Readonly<Record<string, unknown>>

/** A step of the sign-in, which is the last segment of the path of its form. */
export type SignInStep = 'password' | 'code' | 'passkey'

const Passkey = z.object({ ticket: z.string(), response: z.string() })

/**
 * Signs a user in with the fields of a form, which the schemas of the operations validate. Rejects as the operations do, such as with
 * `second_factor_required` after a password.
 */
export async function signInByForm(
  step: SignInStep,
  fields: Fields,
  apps: AppAuthorization,
  ctx: Context<Database>,
): ReturnType<AppAuthorization['signInWithPassword']> {
  const { signin, signInWithCode, passkeys } = contract.auth
  if (step === 'password') {
    const { email, password } = fields
    return apps.signInWithPassword(parsed(signin.body, { email, password }, incompletePassword), ctx)
  }
  if (step === 'code') {
    const { ticket, code, recoveryCode } = fields
    const given = code === undefined ? { ticket, recoveryCode } : { ticket, code: String(code).replace(/ /g, '') }
    return apps.signInWithCode(parsed(signInWithCode.body, given, incompleteCode), ctx)
  }
  const { ticket, response } = parsed(Passkey, fields, incompletePasskey)
  return apps.signInWithPasskey(
    parsed(passkeys.signIn.body, { ticket, response: json(response) }, incompletePasskey),
    ctx,
  )
}

const incompletePassword = 'Enter your e-mail address and your password.'
const incompleteCode = 'Enter the code.'
const incompletePasskey = 'The passkey could not be used. Try again.'

function parsed<S extends z.ZodType>(schema: S, fields: Fields, message: string): z.output<S> {
  const result = schema.safeParse(fields)
  if (!result.success) throw new ServiceError('invalid_input', message)
  return result.data
}

/** Returns undefined for text that is not JSON. */
function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
