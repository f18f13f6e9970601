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
  "auth.events.list": {
    "method": "GET",
    "cursor": "cursor",
    "path": "/api/auth/events"
  }
}
