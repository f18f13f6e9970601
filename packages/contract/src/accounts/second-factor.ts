import * as z from 'zod'
import { noBody } from '../core/route.js'
import { Timestamp } from '../core/schemas/date-time.js'
import { outputString } from '../core/schemas/output-strings.js'
import { routes } from '../routes.js'
import { Confirmation, SignedIn, signInFields, TypedPassword } from './schemas.js'

/** Limits of the second factor. */
export const secondFactorLimits = {
  /** Seconds for which the ticket of a sign-in is valid. */
  ticket: 10 * 60,
  /** Seconds for which a sign-in or a step-up confirms requests. */
  confirmed: 10 * 60,
  /** Days for which a device is remembered. */
  rememberedDays: 30,
  recoveryCodes: 10,
} as const

const TotpCode = z
  .string()
  .regex(/^\d{6}$/, { error: 'Enter the 6 digits that the app shows.' })
  .describe('Current code of the authenticator app (RFC 6238): 6 digits. Each code is accepted once.')
  .meta({ id: 'TotpCode', maxLength: 6, examples: ['123456'] })

const RecoveryCode = z
  .string()
  .max(100)
  .describe(
    'Recovery code, in place of a code of the app. Each one is accepted once. Case, spaces and hyphens are ignored.',
  )
  .meta({ id: 'RecoveryCode', format: 'password', examples: ['mzxw-6ytb-oi2t-4ojq'] })

export const SignInCode = z
  .strictObject({
    ticket: z
      .string()
      .max(4000)
      .describe('`ticket` of the problem `second_factor_required`.')
      .meta({ format: 'password', examples: ['WyIw….c2ln…'] }),
    code: TotpCode.optional(),
    recoveryCode: RecoveryCode.optional(),
    rememberDevice: z
      .boolean()
      .default(false)
      .describe(
        `Whether sign-ins from this device need no second factor for ${secondFactorLimits.rememberedDays} days. The device is identified by its device token.`,
      ),
    ...signInFields,
  })
  .meta({
    id: 'SignInCode',
    description: 'Second step of a sign-in. Send either `code` or `recoveryCode`.',
    examples: [{ ticket: 'WyIw….c2ln…', code: '123456', rememberDevice: true }],
  })
export type SignInCode = z.infer<typeof SignInCode>

export const StepUp = z
  .strictObject({
    password: TypedPassword.optional().describe('Current password. Required if the account has one.'),
    code: TotpCode.optional(),
    recoveryCode: RecoveryCode.optional(),
  })
  .meta({
    id: 'StepUp',
    description: 'Confirmation of a session. With a second factor, send either `code` or `recoveryCode` as well.',
    examples: [{ password: 'Test123!', code: '123456' }],
  })
export type StepUp = z.infer<typeof StepUp>

export const ConfirmedSession = z
  .object({ confirmedUntil: Timestamp.describe('Until when requests of the session need no further confirmation.') })
  .meta({ id: 'ConfirmedSession', description: 'Session that was confirmed.' })
export type ConfirmedSession = z.infer<typeof ConfirmedSession>

export const SecondFactor = z
  .object({
    totp: z
      .object({ enabledAt: Timestamp.describe('When the first code was entered.') })
      .nullable()
      .describe('Authenticator app of the user, or null if sign-ins need no second factor.'),
    recoveryCodesLeft: z
      .int()
      .min(0)
      .max(secondFactorLimits.recoveryCodes)
      .describe('Number of unused recovery codes.'),
  })
  .meta({ id: 'SecondFactor', description: 'Second factor of the current user.' })
export type SecondFactor = z.infer<typeof SecondFactor>

export const TotpSecret = z
  .object({
    secret: outputString({ format: 'password', maxLength: 64, pattern: '^[A-Z2-7]+$' }).describe(
      'Secret of 160 bits in Base32 (RFC 4648), for users who enter it by hand.',
    ),
    uri: outputString({ format: 'password', maxLength: 1000, pattern: '^otpauth://totp/[!-~]+$' }).describe(
      'URI of the secret, for a QR code that an authenticator app reads.',
    ),
  })
  .meta({ id: 'TotpSecret', description: 'Secret of an authenticator app. It is not shown again.' })
export type TotpSecret = z.infer<typeof TotpSecret>

export const TotpEnabling = z
  .strictObject({ code: TotpCode })
  .meta({ id: 'TotpEnabling', description: 'First code of an authenticator app.' })
export type TotpEnabling = z.infer<typeof TotpEnabling>

export const RecoveryCodes = z
  .object({
    recoveryCodes: z
      .array(outputString({ format: 'password', maxLength: 19, pattern: '^[a-z2-7]{4}(?:-[a-z2-7]{4}){3}$' }))
      .meta({ maxItems: secondFactorLimits.recoveryCodes })
      .describe('Codes of 80 bits, each for one use. They are not shown again.'),
  })
  .meta({ id: 'RecoveryCodes', description: 'New recovery codes. Earlier ones are invalid.' })
export type RecoveryCodes = z.infer<typeof RecoveryCodes>

const plain = { scope: null, tool: false, idempotency: 'none', concurrency: 'none' } as const
const own = { access: 'user', ...plain, limit: 'credentials' } as const
const minutes = secondFactorLimits.confirmed / 60
const confirmation = ['wrong_password', 'step_up_required', 'recent_sign_in_required', 'unavailable'] as const
const wrongCode =
  'Fails with `invalid_code` if the code is wrong or was used before, and with `rate_limited` after too many wrong codes.'
const firstConfirmation =
  'Requires the password if the account has one: fails with `wrong_password` if it is wrong. A user without one must have signed in less than 10 minutes ago: fails with `recent_sign_in_required`.'
const stepUp = `Fails with \`step_up_required\` if the account has a second factor and the session was not confirmed in the last ${minutes} minutes.`
const disabled = 'Fails with `conflict` if no second factor is enabled.'

/** The second step of a sign-in, and the confirmation of a session. */
export const steps = routes({
  signInWithCode: {
    method: 'POST',
    path: '/api/auth/sign-in-with-code',
    summary: 'Sign in by a code',
    description: `Completes a sign-in that failed with \`second_factor_required\`, by its ticket and either a code of the authenticator app or a recovery code, and starts a session, which counts as confirmed. A ticket is valid for ${secondFactorLimits.ticket / 60} minutes. Fails with \`invalid_ticket\` if it is wrong, has expired or was used before, or if the password or the second factor was changed since. ${wrongCode}`,
    metadata: {
      access: 'public',
      ...plain,
      limit: 'credentials',
      session: 'start',
      errors: ['invalid_ticket', 'invalid_code'],
    },
    body: SignInCode,
    responses: { 200: SignedIn },
  },
  stepUp: {
    method: 'POST',
    path: '/api/auth/step-up',
    summary: 'Confirm the session',
    description: `Confirms the session of the request for ${minutes} minutes, as operations that fail with \`step_up_required\` need it. A user with a second factor sends a code or a recovery code, and the password if the account has one; any other user sends the password. Fails with \`wrong_password\` if the password is wrong, with \`recent_sign_in_required\` if the account has neither a password nor a second factor, and with \`forbidden\` for a token of an external issuer, which has no session. ${wrongCode}`,
    metadata: {
      ...own,
      errors: ['wrong_password', 'invalid_code', 'recent_sign_in_required', 'forbidden', 'unavailable'],
    },
    body: StepUp,
    responses: { 200: ConfirmedSession },
  },
})

export const secondFactor = routes({
  get: {
    method: 'GET',
    path: '/api/auth/second-factor',
    summary: 'Get the second factor',
    description: 'Returns whether sign-ins need a second factor, and how many recovery codes are left.',
    metadata: { ...own, limit: 'read' },
    responses: { 200: SecondFactor },
  },
  begin: {
    method: 'POST',
    path: '/api/auth/second-factor/begin',
    summary: 'Begin to set up a second factor',
    description: `Returns the secret of an authenticator app. It has no effect until \`auth.secondFactor.enable\`, and replaces an earlier one. ${firstConfirmation} Fails with \`conflict\` if a second factor is enabled already, and with \`forbidden\` for a token of an external issuer, whose sign-ins need no second factor here.`,
    metadata: { ...own, errors: [...confirmation, 'conflict', 'forbidden'] },
    body: Confirmation,
    responses: { 200: TotpSecret },
  },
  enable: {
    method: 'POST',
    path: '/api/auth/second-factor/enable',
    summary: 'Enable the second factor',
    description: `Enables the authenticator app of \`auth.secondFactor.begin\` by its first code, and returns recovery codes. Sign-ins then need a code. Other sessions stay, remembered devices are forgotten, and the session of the request counts as confirmed. ${wrongCode} Fails with \`conflict\` if a second factor is enabled already or was not begun, and with \`forbidden\` for a token of an external issuer.`,
    metadata: { ...own, errors: ['invalid_code', 'conflict', 'forbidden'] },
    body: TotpEnabling,
    responses: { 200: RecoveryCodes },
  },
  disable: {
    method: 'POST',
    path: '/api/auth/second-factor/disable',
    summary: 'Disable the second factor',
    description: `Removes the authenticator app and the recovery codes. Sign-ins then need no code. ${stepUp} ${disabled}`,
    metadata: { ...own, errors: [...confirmation, 'conflict'] },
    body: Confirmation,
    responses: { 204: noBody },
  },
  replaceRecoveryCodes: {
    method: 'POST',
    path: '/api/auth/second-factor/recovery-codes',
    summary: 'Replace the recovery codes',
    description: `Returns new recovery codes; earlier ones become invalid. ${stepUp} ${disabled}`,
    metadata: { ...own, errors: [...confirmation, 'conflict'] },
    body: Confirmation,
    responses: { 200: RecoveryCodes },
  },
  forgetDevices: {
    method: 'POST',
    path: '/api/auth/second-factor/forget-devices',
    summary: 'Forget all remembered devices',
    description: `Requires the second factor again for sign-ins from devices that were remembered. ${stepUp} Without one, ${firstConfirmation.replace('Requires', 'requires')}`,
    metadata: { ...own, errors: confirmation },
    body: Confirmation,
    responses: { 204: noBody },
  },
})
