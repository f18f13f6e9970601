// Generated from the contract by `pnpm generate`.
import type { ContractVersion } from './contract-version.js'
import type { RouteTable } from './route-table.js'

export const routes: RouteTable = {
  "system.health": {
    "method": "GET",
    "path": "/health",
    "public": true
  },
  "system.live": {
    "method": "GET",
    "path": "/health/live",
    "public": true
  },
  "system.ready": {
    "method": "GET",
    "path": "/health/ready",
    "public": true
  },
  "auth.signup": {
    "method": "POST",
    "path": "/api/auth/signup",
    "body": true,
    "public": true,
    "session": "start",
    "sessionField": true
  },
  "auth.signin": {
    "method": "POST",
    "path": "/api/auth/signin",
    "body": true,
    "public": true,
    "session": "start",
    "sessionField": true
  },
  "auth.refresh": {
    "method": "POST",
    "path": "/api/auth/refresh",
    "body": true,
    "public": true,
    "session": "refresh"
  },
  "auth.session": {
    "method": "GET",
    "path": "/api/auth/session",
    "public": true,
    "session": "check"
  },
  "auth.signout": {
    "method": "POST",
    "path": "/api/auth/signout",
    "output": "none",
    "session": "end"
  },
  "auth.me": {
    "method": "GET",
    "path": "/api/auth/me"
  },
  "auth.updateMe": {
    "method": "PATCH",
    "path": "/api/auth/me",
    "body": true
  },
  "auth.changePassword": {
    "method": "POST",
    "path": "/api/auth/password",
    "body": true,
    "session": "start"
  },
  "auth.deleteMe": {
    "method": "POST",
    "path": "/api/auth/me/delete",
    "body": true,
    "output": "none",
    "session": "end"
  },
  "auth.exportMe": {
    "method": "GET",
    "path": "/api/auth/me/export"
  },
  "auth.sessions.list": {
    "method": "GET",
    "path": "/api/auth/sessions",
    "cursor": "cursor"
  },
  "auth.sessions.revoke": {
    "method": "DELETE",
    "path": "/api/auth/sessions/:sessionId",
    "output": "none"
  },
  "auth.sessions.revokeOthers": {
    "method": "POST",
    "path": "/api/auth/sessions/revoke-others",
    "output": "none"
  },
  "auth.events.list": {
    "method": "GET",
    "path": "/api/auth/events",
    "cursor": "cursor"
  },
  "tasks.list": {
    "method": "GET",
    "path": "/api/:userId/tasks",
    "cursor": "cursor"
  },
  "tasks.create": {
    "method": "POST",
    "path": "/api/:userId/tasks",
    "body": true,
    "headers": {
      "idempotencyKey": "Idempotency-Key"
    },
    "retry": "key"
  },
  "tasks.batch": {
    "method": "POST",
    "path": "/api/:userId/tasks/batch",
    "body": true,
    "headers": {
      "idempotencyKey": "Idempotency-Key"
    },
    "retry": "key"
  },
  "tasks.export": {
    "method": "GET",
    "path": "/api/:userId/tasks/export",
    "responseFile": true
  },
  "tasks.import": {
    "method": "POST",
    "path": "/api/:userId/tasks/import",
    "body": true,
    "headers": {
      "idempotencyKey": "Idempotency-Key"
    },
    "requestFile": {
      "json": "application/json",
      "csv": "text/csv",
      "ics": "text/calendar",
      "auto": "text/plain"
    },
    "retry": "key"
  },
  "tasks.stats": {
    "method": "GET",
    "path": "/api/:userId/stats"
  },
  "tasks.changes": {
    "method": "GET",
    "path": "/api/:userId/changes",
    "cursor": "since",
    "live": "/api/:userId/changes/live"
  },
  "tasks.get": {
    "method": "GET",
    "path": "/api/:userId/tasks/:taskId"
  },
  "tasks.update": {
    "method": "PATCH",
    "path": "/api/:userId/tasks/:taskId",
    "body": true,
    "headers": {
      "ifMatch": "If-Match"
    }
  },
  "tasks.complete": {
    "method": "PATCH",
    "path": "/api/:userId/tasks/:taskId/complete",
    "body": true,
    "headers": {
      "ifMatch": "If-Match"
    }
  },
  "tasks.remove": {
    "method": "DELETE",
    "path": "/api/:userId/tasks/:taskId",
    "headers": {
      "ifMatch": "If-Match"
    },
    "output": "none"
  },
  "tasks.restore": {
    "method": "POST",
    "path": "/api/:userId/tasks/:taskId/restore",
    "headers": {
      "ifMatch": "If-Match",
      "idempotencyKey": "Idempotency-Key"
    },
    "retry": "key"
  },
  "tasks.purge": {
    "method": "DELETE",
    "path": "/api/:userId/tasks/:taskId/trash",
    "output": "none"
  }
}

/** Version of the contract that these routes belong to. */
export const contractVersion: ContractVersion = {
  "header": "Taskpact-Contract",
  "fingerprint": "1.gA-e55S_w6S_"
}

/** Maximum number of calls in a tRPC batch. */
export const maxBatchSize = 20

/** Maximum number of characters of the URL of a tRPC batch. */
export const maxUrlLength = 8000
