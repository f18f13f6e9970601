import { contract } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import { type Context, ServiceError } from '@taskpact/engine'
import type { AppAuthorization } from '@taskpact/service'
import * as z from 'zod'
import type { PendingInteraction } from './pending-interaction.js'

/** The fields of a form. */
export type Fields = Readonly<Record<string, unknown>>

const steps = ['password', 'code', 'passkey', 'mailed-code'] as const

/** A step of the sign-in: the last segment of the path of its form. `code` is the second factor. */
export type SignInStep = (typeof steps)[number]

export function isSignInStep(step: string): step is SignInStep {
  return (steps as readonly string[]).includes(step)
}

const Passkey = z.object({ ticket: z.string(), response: z.string() })
const MailedCode = z.object({ ticket: z.string(), code: z.string().regex(/^\d+$/) })

/**
 * Signs a user in with the fields of a form, which the schemas of the operations validate. Rejects as the operations do, such as with
 * `second_factor_required` after a password.
 */
export async function signInByForm(
  { details }: PendingInteraction,
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
    const given = code === undefined ? { ticket, recoveryCode } : { ticket, code: withoutSpaces(code) }
    return apps.signInWithCode(parsed(signInWithCode.body, given, incompleteCode), ctx)
  }
  if (step === 'mailed-code') {
    const given = parsed(MailedCode, { ...fields, code: withoutSpaces(fields.code) }, incompleteCode)
    return mailedCodesOf(apps).signIn({ ...given, interaction: details.uid }, ctx)
  }
  const { ticket, response } = parsed(Passkey, fields, incompletePasskey)
  return apps.signInWithPasskey(
    parsed(passkeys.signIn.body, { ticket, response: json(response) }, incompletePasskey),
    ctx,
  )
}

/** Mails a code to the address of a form, if an account has it. */
export async function requestCodeByForm(
  { details }: PendingInteraction,
  fields: Fields,
  apps: AppAuthorization,
  ctx: Context<Database>,
): Promise<{ readonly email: string; readonly ticket: string }> {
  const { email } = parsed(contract.auth.requestSignInLink.body, { email: fields.email }, incompleteEmail)
  return { email, ticket: await mailedCodesOf(apps).request({ email, interaction: details.uid }, ctx) }
}

function mailedCodesOf({ mailedCodes }: AppAuthorization) {
  if (!mailedCodes) throw new ServiceError('not_configured', 'This server sends no mail.')
  return mailedCodes
}

const incompleteEmail = 'Enter your e-mail address.'
const incompletePassword = 'Enter your e-mail address and your password.'
const incompleteCode = 'Enter the code.'
const incompletePasskey = 'The passkey could not be used. Try again.'

function parsed<S extends z.ZodType>(schema: S, fields: Fields, message: string): z.output<S> {
  const result = schema.safeParse(fields)
  if (!result.success) throw new ServiceError('invalid_input', message)
  return result.data
}

function withoutSpaces(code: unknown): string {
  return String(code ?? '').replace(/\s/g, '')
}

/** Returns undefined for text that is not JSON. */
function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
