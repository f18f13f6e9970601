// Generated from the contract by `pnpm generate`.
import type { RouteTable } from './route-table.js'

/** Routes of `auth.*` that are loaded when one of them is first called. */
export const routes: RouteTable = {
  "auth.updateMe": {
    "method": "PATCH",
    "body": true,
    "path": "/api/auth/me"
  },
  "auth.changePassword": {
    "method": "POST",
    "body": true,
    "session": "start",
    "path": "/api/auth/password"
  },
  "auth.deleteMe": {
    "method": "POST",
    "body": true,
    "output": "none",
    "session": "end",
    "path": "/api/auth/me/delete"
  },
  "auth.exportMe": {
    "method": "GET",
    "path": "/api/auth/me/export"
  },
  "auth.verifyEmail": {
    "method": "POST",
    "body": true,
    "output": "none",
    "public": true,
    "path": "/api/auth/verify-email"
  },
  "auth.resendVerification": {
    "method": "POST",
    "body": true,
    "output": "none",
    "public": true,
    "path": "/api/auth/resend-verification"
  },
  "auth.requestPasswordReset": {
    "method": "POST",
    "body": true,
    "output": "none",
    "public": true,
    "path": "/api/auth/request-password-reset"
  },
  "auth.resetPassword": {
    "method": "POST",
    "body": true,
    "output": "none",
    "public": true,
    "path": "/api/auth/reset-password"
  },
  "auth.changeEmail": {
    "method": "POST",
    "body": true,
    "output": "none",
    "path": "/api/auth/change-email"
  },
  "auth.confirmEmail": {
    "method": "POST",
    "body": true,
    "output": "none",
    "public": true,
    "path": "/api/auth/confirm-email"
  },
  "auth.undoEmailChange": {
    "method": "POST",
    "body": true,
    "output": "none",
    "public": true,
    "path": "/api/auth/undo-email-change"
  },
  "auth.requestSignInLink": {
    "method": "POST",
    "body": true,
    "output": "none",
    "public": true,
    "path": "/api/auth/request-sign-in-link"
  },
  "auth.signInWithLink": {
    "method": "POST",
    "body": true,
    "public": true,
    "session": "start",
    "sessionField": true,
    "path": "/api/auth/sign-in-with-link"
  },
  "auth.signInWithCode": {
    "method": "POST",
    "body": true,
    "public": true,
    "session": "start",
    "sessionField": true,
    "path": "/api/auth/sign-in-with-code"
  },
  "auth.stepUp": {
    "method": "POST",
    "body": true,
    "path": "/api/auth/step-up"
  },
  "auth.secondFactor.get": {
    "method": "GET",
    "path": "/api/auth/second-factor"
  },
  "auth.secondFactor.begin": {
    "method": "POST",
    "body": true,
    "path": "/api/auth/second-factor/begin"
  },
  "auth.secondFactor.enable": {
    "method": "POST",
    "body": true,
    "path": "/api/auth/second-factor/enable"
  },
  "auth.secondFactor.disable": {
    "method": "POST",
    "body": true,
    "output": "none",
    "path": "/api/auth/second-factor/disable"
  },
  "auth.secondFactor.replaceRecoveryCodes": {
    "method": "POST",
    "body": true,
    "path": "/api/auth/second-factor/recovery-codes"
  },
  "auth.secondFactor.forgetDevices": {
    "method": "POST",
    "body": true,
    "output": "none",
    "path": "/api/auth/second-factor/forget-devices"
  },
  "auth.sessions.list": {
    "method": "GET",
    "cursor": "cursor",
    "path": "/api/auth/sessions"
  },
  "auth.sessions.revoke": {
    "method": "DELETE",
    "output": "none",
    "path": "/api/auth/sessions/:sessionId"
  },
  "auth.sessions.revokeOthers": {
    "method": "POST",
    "output": "none",
    "path": "/api/auth/sessions/revoke-others"
  },
  "auth.tokens.list": {
    "method": "GET",
    "cursor": "cursor",
    "path": "/api/auth/tokens"
  },
  "auth.tokens.create": {
    "method": "POST",
    "body": true,
    "path": "/api/auth/tokens"
  },
  "auth.tokens.revoke": {
    "method": "DELETE",
    "output": "none",
    "path": "/api/auth/tokens/:tokenId"
  },
  "auth.apps.list": {
    "method": "GET",
    "cursor": "cursor",
    "path": "/api/auth/apps"
  },
  "auth.apps.revoke": {
    "method": "DELETE",
    "output": "none",
    "path": "/api/auth/apps/:appId"
  },
  "auth.passkeys.beginRegistration": {
    "method": "POST",
    "body": true,
    "path": "/api/auth/passkeys/begin-registration"
  },
  "auth.passkeys.register": {
    "method": "POST",
    "body": true,
    "path": "/api/auth/passkeys/register"
  },
  "auth.passkeys.list": {
    "method": "GET",
    "cursor": "cursor",
    "path": "/api/auth/passkeys"
  },
  "auth.passkeys.rename": {
    "method": "PATCH",
    "body": true,
    "path": "/api/auth/passkeys/:passkeyId"
  },
  "auth.passkeys.remove": {
    "method": "POST",
    "body": true,
    "output": "none",
    "path": "/api/auth/passkeys/:passkeyId/remove"
  },
  "auth.passkeys.beginSignIn": {
    "method": "POST",
    "public": true,
    "path": "/api/auth/passkeys/begin-sign-in"
  },
  "auth.passkeys.signIn": {
    "method": "POST",
    "body": true,
    "public": true,
    "session": "start",
    "sessionField": true,
    "path": "/api/auth/passkeys/sign-in"
  },
  "auth.passkeys.beginStepUp": {
    "method": "POST",
    "path": "/api/auth/passkeys/begin-step-up"
  },
  "auth.passkeys.stepUp": {
    "method": "POST",
    "body": true,
    "output": "none",
    "path": "/api/auth/passkeys/step-up"
  },
  "auth.identities.providers": {
    "method": "GET",
    "public": true,
    "path": "/api/auth/identities/providers"
  },
  "auth.identities.beginSignIn": {
    "method": "POST",
    "body": true,
    "public": true,
    "path": "/api/auth/identities/begin-sign-in"
  },
  "auth.identities.signIn": {
    "method": "POST",
    "body": true,
    "public": true,
    "session": "start",
    "sessionField": true,
    "path": "/api/auth/identities/sign-in"
  },
  "auth.identities.list": {
    "method": "GET",
    "path": "/api/auth/identities"
  },
  "auth.identities.beginLink": {
    "method": "POST",
    "body": true,
    "path": "/api/auth/identities/begin-link"
  },
  "auth.identities.link": {
    "method": "POST",
    "body": true,
    "path": "/api/auth/identities/link"
  },
  "auth.identities.unlink": {
    "method": "POST",
    "body": true,
    "output": "none",
    "path": "/api/auth/identities/:identityId/unlink"
  },
  "auth.events.list": {
    "method": "GET",
    "cursor": "cursor",
    "path": "/api/auth/events"
  }
}
