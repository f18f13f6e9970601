import { totpCode } from '@taskpact/testing'

const step = 30_000
/** Milliseconds for which a code is still accepted after it was returned. */
const margin = 5000

/** An authenticator app of a user who waits for a new code, because each is accepted once. */
export interface AuthenticatorApp {
  nextCode(): Promise<string>
}

/** Its clock can differ by one step, which servers accept (RFC 6238, section 5.2), so that three codes are there without waiting. */
export function createAuthenticatorApp(secret: string): AuthenticatorApp {
  let last = 0
  return {
    async nextCode() {
      last = Math.max(last + 1, Math.floor((Date.now() + margin) / step) - 1)
      const early = (last - 1) * step - Date.now()
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early))
      return totpCode(secret, last * step)
    },
  }
}
