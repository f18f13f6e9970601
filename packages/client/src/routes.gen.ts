// Generated from the contract by `pnpm generate`.
import type { RouteTable } from './route-table.js'

export const routes: RouteTable = {
  "system.health": {
    "method": "GET",
    "path": "/health",
    "query": [],
    "body": false
  },
  "system.live": {
    "method": "GET",
    "path": "/health/live",
    "query": [],
    "body": false
  },
  "auth.signup": {
    "method": "POST",
    "path": "/api/auth/signup",
    "query": [],
    "body": true
  },
  "auth.signin": {
    "method": "POST",
    "path": "/api/auth/signin",
    "query": [],
    "body": true
  },
  "auth.refresh": {
    "method": "POST",
    "path": "/api/auth/refresh",
    "query": [],
    "body": true
  },
  "auth.signout": {
    "method": "POST",
    "path": "/api/auth/signout",
    "query": [],
    "body": false
  },
  "auth.me": {
    "method": "GET",
    "path": "/api/auth/me",
    "query": [],
    "body": false
  },
  "auth.updateMe": {
    "method": "PATCH",
    "path": "/api/auth/me",
    "query": [],
    "body": true
  },
  "auth.changePassword": {
    "method": "POST",
    "path": "/api/auth/password",
    "query": [],
    "body": true
  },
  "auth.deleteMe": {
    "method": "POST",
    "path": "/api/auth/me/delete",
    "query": [],
    "body": true
  },
  "auth.exportMe": {
    "method": "GET",
    "path": "/api/auth/me/export",
    "query": [],
    "body": false
  },
  "auth.sessions.list": {
    "method": "GET",
    "path": "/api/auth/sessions",
    "query": [],
    "body": false
  },
  "auth.sessions.revoke": {
    "method": "DELETE",
    "path": "/api/auth/sessions/:sessionId",
    "query": [],
    "body": false
  },
  "auth.sessions.revokeOthers": {
    "method": "POST",
    "path": "/api/auth/sessions/revoke-others",
    "query": [],
    "body": false
  },
  "auth.events.list": {
    "method": "GET",
    "path": "/api/auth/events",
    "query": [
      "limit",
      "cursor"
    ],
    "body": false
  },
  "tasks.list": {
    "method": "GET",
    "path": "/api/:userId/tasks",
    "query": [
      "status",
      "limit",
      "cursor"
    ],
    "body": false
  },
  "tasks.create": {
    "method": "POST",
    "path": "/api/:userId/tasks",
    "query": [],
    "body": true
  },
  "tasks.get": {
    "method": "GET",
    "path": "/api/:userId/tasks/:taskId",
    "query": [],
    "body": false
  },
  "tasks.update": {
    "method": "PATCH",
    "path": "/api/:userId/tasks/:taskId",
    "query": [],
    "body": true
  },
  "tasks.complete": {
    "method": "PATCH",
    "path": "/api/:userId/tasks/:taskId/complete",
    "query": [],
    "body": true
  },
  "tasks.remove": {
    "method": "DELETE",
    "path": "/api/:userId/tasks/:taskId",
    "query": [],
    "body": false
  }
}

/** Calls in one tRPC batch at most. */
export const batchCalls = 20
