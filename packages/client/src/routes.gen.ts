// Generated from the contract by `pnpm generate`.
import type { ContractVersion } from './contract-version.js'
import type { RouteTable } from './route-table.js'

export const routes: RouteTable = {
  "system.health": {
    "method": "GET",
    "public": true,
    "path": "/health"
  },
  "system.live": {
    "method": "GET",
    "public": true,
    "path": "/health/live"
  },
  "system.ready": {
    "method": "GET",
    "public": true,
    "path": "/health/ready"
  },
  "auth.signup": {
    "method": "POST",
    "body": true,
    "public": true,
    "session": "start",
    "sessionField": true,
    "path": "/api/auth/signup"
  },
  "auth.signin": {
    "method": "POST",
    "body": true,
    "public": true,
    "session": "start",
    "sessionField": true,
    "path": "/api/auth/signin"
  },
  "auth.refresh": {
    "method": "POST",
    "body": true,
    "public": true,
    "session": "refresh",
    "path": "/api/auth/refresh"
  },
  "auth.session": {
    "method": "GET",
    "public": true,
    "session": "check",
    "path": "/api/auth/session"
  },
  "auth.signout": {
    "method": "POST",
    "output": "none",
    "session": "end",
    "path": "/api/auth/signout"
  },
  "auth.me": {
    "method": "GET",
    "path": "/api/auth/me"
  },
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
  },
  "tasks.list": {
    "method": "GET",
    "cursor": "cursor",
    "path": "/api/:userId/tasks"
  },
  "tasks.create": {
    "method": "POST",
    "body": true,
    "headers": [
      "idempotencyKey"
    ],
    "path": "/api/:userId/tasks"
  },
  "tasks.batch": {
    "method": "POST",
    "body": true,
    "headers": [
      "idempotencyKey"
    ],
    "path": "/api/:userId/tasks/batch"
  },
  "tasks.export": {
    "method": "GET",
    "responseFile": true,
    "path": "/api/:userId/tasks/export"
  },
  "tasks.import": {
    "method": "POST",
    "body": true,
    "headers": [
      "idempotencyKey"
    ],
    "requestFile": {
      "json": "application/json",
      "csv": "text/csv",
      "ics": "text/calendar",
      "auto": "text/plain"
    },
    "path": "/api/:userId/tasks/import"
  },
  "tasks.stats": {
    "method": "GET",
    "path": "/api/:userId/stats"
  },
  "tasks.changes": {
    "method": "GET",
    "cursor": "since",
    "path": "/api/:userId/changes",
    "live": "/api/:userId/changes/live"
  },
  "tasks.get": {
    "method": "GET",
    "path": "/api/:userId/tasks/:taskId"
  },
  "tasks.update": {
    "method": "PATCH",
    "body": true,
    "headers": [
      "ifMatch"
    ],
    "path": "/api/:userId/tasks/:taskId"
  },
  "tasks.complete": {
    "method": "PATCH",
    "body": true,
    "headers": [
      "ifMatch"
    ],
    "path": "/api/:userId/tasks/:taskId/complete"
  },
  "tasks.remove": {
    "method": "DELETE",
    "headers": [
      "ifMatch"
    ],
    "output": "none",
    "path": "/api/:userId/tasks/:taskId"
  },
  "tasks.restore": {
    "method": "POST",
    "headers": [
      "ifMatch",
      "idempotencyKey"
    ],
    "path": "/api/:userId/tasks/:taskId/restore"
  },
  "tasks.purge": {
    "method": "DELETE",
    "output": "none",
    "path": "/api/:userId/tasks/:taskId/trash"
  }
}

/** Version of the contract that these routes belong to. */
export const contractVersion: ContractVersion = {
  "header": "Taskpact-Contract",
  "fingerprint": "1.1za37lCJ1Hl4"
}

/** Maximum number of calls in a tRPC batch. */
export const maxBatchSize = 20

/** Maximum number of characters of the URL of a tRPC batch. */
export const maxUrlLength = 8000
