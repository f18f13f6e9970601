import type { Database } from '@taskpact/db'
import { type Context, ServiceError } from '@taskpact/engine'
import type { AppAuthorization } from '@taskpact/service'
import type { FormPage } from './pages/form-page.js'
import { mailedCodePage } from './pages/mailed-code.js'
import type { toPage } from './pages/page.js'
import { codePage, signInPage } from './pages/sign-in.js'
import { passkeyScriptPath } from './passkey-script.js'
import type { PendingInteraction } from './pending-interaction.js'
import { createOnceForClicks } from './second-click.js'
import { type Fields, isSignInStep, requestCodeByForm, signInByForm } from './sign-in-form.js'

export interface SignInOptions {
  readonly apps: AppAuthorization
  /** Starts a sign-in by passkey. Undefined: there are no passkeys. */
  readonly beginPasskey: ((ctx: Context<Database>) => Promise<{ ticket: string; options: unknown }>) | undefined
  /** The path of the public URL, without a trailing slash. */
  readonly base: string
  /** Returns the path of the forms of an interaction. */
  readonly actionOf: (pending: PendingInteraction) => string
}

type Page = ReturnType<typeof toPage>

type SignedIn = Awaited<ReturnType<typeof signInByForm>>

/** A user who has signed in, or the page of the next step. */
type StepResult = { readonly user: SignedIn; readonly page?: never } | { readonly user?: never; readonly page: Page }

export interface SignInSteps {
  /** Returns the page of the first step. */
  begin(pending: PendingInteraction, ctx: Context<Database>): Promise<Page>
  /** Runs a step with the fields of its form. Returns the page of the first step if the step is unknown. */
  submit(pending: PendingInteraction, step: string, fields: Fields, ctx: Context<Database>): Promise<StepResult>
}

/** Creates the steps of the sign-in on pages. */
export function createSignInSteps({ apps, beginPasskey, base, actionOf }: SignInOptions): SignInSteps {
  const onceForClicks = createOnceForClicks<SignedIn>(needsSecondFactor)
  return {
    begin: (pending, ctx) => signInPageOf(pending, ctx),

    async submit(pending, step, fields, ctx) {
      try {
        if (step === 'request-code')
          return { page: mailedCodePageOf(pending, await requestCodeByForm(pending, fields, apps, ctx)) }
        if (!isSignInStep(step)) return { page: await signInPageOf(pending, ctx) }
        const signIn = () => signInByForm(pending, step, fields, apps, ctx)
        const isValidOnce = step !== 'password'
        const submission = [pending.details.uid, step, fields]
        return { user: await (isValidOnce ? onceForClicks(submission, ctx.now(), signIn) : signIn()) }
      } catch (thrown) {
        const failure = ServiceError.from(thrown)
        if (failure.isInternal) throw thrown
        return { page: await afterFailure(pending, step, fields, failure, ctx) }
      }
    },
  }

  /** Returns the same page with the error, or the page of the second factor. */
  async function afterFailure(
    pending: PendingInteraction,
    step: string,
    fields: Fields,
    { code, detail, facts = {} }: ServiceError<string>,
    ctx: Context<Database>,
  ): Promise<Page> {
    const { ticket = fields.ticket, factors } = facts as {
      readonly ticket?: string
      readonly factors?: readonly string[]
    }
    const email = String(fields.email ?? '')
    const isFactorMissing = code === 'second_factor_required'
    if (step === 'mailed-code' && !isFactorMissing)
      return mailedCodePageOf(pending, { email, ticket: String(ticket), error: detail })
    const isSecondStep = isFactorMissing || (step === 'code' && code !== 'invalid_ticket')
    if (!isSecondStep) return await signInPageOf(pending, ctx, { email, error: detail })
    return codePage({
      ...shared(pending),
      ticket: String(ticket),
      hasRecoveryCode: factors?.includes('recovery_code') ?? true,
      error: step === 'code' ? detail : undefined,
    })
  }

  function mailedCodePageOf(
    pending: PendingInteraction,
    given: { readonly email: string; readonly ticket: string; readonly error?: string },
  ): Page {
    return mailedCodePage({ ...shared(pending), ...given })
  }

  async function signInPageOf(
    pending: PendingInteraction,
    ctx: Context<Database>,
    typed: { readonly email?: string; readonly error?: string } = {},
  ): Promise<Page> {
    const challenge = await beginPasskey?.(ctx)
    const { login_hint: hint } = pending.details.prompt.details as { readonly login_hint?: string }
    return signInPage({
      ...shared(pending),
      sendsCodes: apps.mailedCodes !== undefined,
      email: hint,
      ...typed,
      passkey: challenge && {
        ticket: challenge.ticket,
        options: JSON.stringify(challenge.options),
        script: base + passkeyScriptPath,
      },
    })
  }

  /** What all pages show. */
  function shared(pending: PendingInteraction): FormPage {
    return { action: actionOf(pending), appName: pending.app.name, formTarget: pending.redirectUri }
  }
}

/** Whether the first factor was right, and the second one is missing. */
function needsSecondFactor(thrown: unknown): boolean {
  return thrown instanceof ServiceError && thrown.code === 'second_factor_required'
}
