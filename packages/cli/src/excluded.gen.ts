// Generated from the contract by `pnpm generate`.

/** Why operations have no command. */
export const excluded: Readonly<Record<string, string>> = {
  "auth.signup": "It returns the tokens of a session. Sign in with `taskpact login`.",
  "auth.signin": "It returns the tokens of a session. Sign in with `taskpact login`.",
  "auth.refresh": "It renews the tokens of a session. A personal access token needs no renewal.",
  "auth.session": "It reads the cookie of a browser. Use `taskpact whoami`.",
  "auth.changePassword": "It returns the tokens of a session. Sign in with `taskpact login`.",
  "auth.verifyEmail": "It belongs to a page in a browser. Use the app.",
  "auth.resendVerification": "It belongs to a page in a browser. Use the app.",
  "auth.requestPasswordReset": "It belongs to a page in a browser. Use the app.",
  "auth.resetPassword": "It belongs to a page in a browser. Use the app.",
  "auth.confirmEmail": "It belongs to a page in a browser. Use the app.",
  "auth.undoEmailChange": "It belongs to a page in a browser. Use the app.",
  "auth.requestSignInLink": "It belongs to a page in a browser. Use the app.",
  "auth.signInWithLink": "It returns the tokens of a session. Sign in with `taskpact login`.",
  "auth.signInWithCode": "It returns the tokens of a session. Sign in with `taskpact login`.",
  "auth.passkeys.beginRegistration": "It belongs to a page in a browser. Use the app.",
  "auth.passkeys.register": "It belongs to a page in a browser. Use the app.",
  "auth.passkeys.beginSignIn": "It belongs to a page in a browser. Use the app.",
  "auth.passkeys.signIn": "It returns the tokens of a session. Sign in with `taskpact login`.",
  "auth.passkeys.beginStepUp": "It belongs to a page in a browser. Use the app.",
  "auth.passkeys.stepUp": "It belongs to a page in a browser. Use the app.",
  "auth.identities.beginSignIn": "It belongs to a page in a browser. Use the app.",
  "auth.identities.signIn": "It returns the tokens of a session. Sign in with `taskpact login`.",
  "auth.identities.beginLink": "It belongs to a page in a browser. Use the app.",
  "auth.identities.link": "It belongs to a page in a browser. Use the app."
}
