// Generated from the contract by `pnpm generate`.
import type { ContractVersion } from './contract-version.js'
import type { RouteTable } from './route-table.js'

export const routes: RouteTable = {
  "system.health": {
    "method": "GET",
    "path": "/health",
    "query": [],
    "body": false,
    "retry": "safe",
    "public": true
  },
  "system.live": {
    "method": "GET",
    "path": "/health/live",
    "query": [],
    "body": false,
    "retry": "safe",
    "public": true
  },
  "system.ready": {
    "method": "GET",
    "path": "/health/ready",
    "query": [],
    "body": false,
    "retry": "safe",
    "public": true
  },
  "auth.signup": {
    "method": "POST",
    "path": "/api/auth/signup",
    "query": [],
    "body": true,
    "public": true,
    "session": "start",
    "sessionField": true
  },
  "auth.signin": {
    "method": "POST",
    "path": "/api/auth/signin",
    "query": [],
    "body": true,
    "public": true,
    "session": "start",
    "sessionField": true
  },
  "auth.refresh": {
    "method": "POST",
    "path": "/api/auth/refresh",
    "query": [],
    "body": true,
    "public": true,
    "session": "refresh"
  },
  "auth.signout": {
    "method": "POST",
    "path": "/api/auth/signout",
    "query": [],
    "body": false,
    "session": "end"
  },
  "auth.me": {
    "method": "GET",
    "path": "/api/auth/me",
    "query": [],
    "body": false,
    "retry": "safe"
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
    "body": true,
    "session": "start"
  },
  "auth.deleteMe": {
    "method": "POST",
    "path": "/api/auth/me/delete",
    "query": [],
    "body": true,
    "session": "end"
  },
  "auth.exportMe": {
    "method": "GET",
    "path": "/api/auth/me/export",
    "query": [],
    "body": false,
    "retry": "safe"
  },
  "auth.sessions.list": {
    "method": "GET",
    "path": "/api/auth/sessions",
    "query": [
      "limit",
      "cursor"
    ],
    "body": false,
    "retry": "safe",
    "cursor": "cursor"
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
    "body": false,
    "retry": "safe",
    "cursor": "cursor"
  },
  "tasks.list": {
    "method": "GET",
    "path": "/api/:userId/tasks",
    "query": [
      "status",
      "priority",
      "tags",
      "due",
      "dueBefore",
      "dueAfter",
      "overdue",
      "timeZone",
      "search",
      "trashed",
      "sort",
      "order",
      "limit",
      "cursor"
    ],
    "body": false,
    "retry": "safe",
    "cursor": "cursor"
  },
  "tasks.create": {
    "method": "POST",
    "path": "/api/:userId/tasks",
    "query": [],
    "body": true,
    "headers": {
      "idempotencyKey": "Idempotency-Key"
    },
    "retry": "key"
  },
  "tasks.batch": {
    "method": "POST",
    "path": "/api/:userId/tasks/batch",
    "query": [],
    "body": true,
    "headers": {
      "idempotencyKey": "Idempotency-Key"
    },
    "retry": "key"
  },
  "tasks.export": {
    "method": "GET",
    "path": "/api/:userId/tasks/export",
    "query": [
      "format",
      "bom"
    ],
    "body": false,
    "responseFile": true,
    "retry": "safe"
  },
  "tasks.import": {
    "method": "POST",
    "path": "/api/:userId/tasks/import",
    "query": [
      "format",
      "dateOrder"
    ],
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
    "path": "/api/:userId/stats",
    "query": [
      "timeZone"
    ],
    "body": false,
    "retry": "safe"
  },
  "tasks.changes": {
    "method": "GET",
    "path": "/api/:userId/changes",
    "query": [
      "since",
      "limit"
    ],
    "body": false,
    "retry": "safe",
    "cursor": "since"
  },
  "tasks.get": {
    "method": "GET",
    "path": "/api/:userId/tasks/:taskId",
    "query": [],
    "body": false,
    "retry": "safe"
  },
  "tasks.update": {
    "method": "PATCH",
    "path": "/api/:userId/tasks/:taskId",
    "query": [],
    "body": true,
    "headers": {
      "ifMatch": "If-Match"
    }
  },
  "tasks.complete": {
    "method": "PATCH",
    "path": "/api/:userId/tasks/:taskId/complete",
    "query": [],
    "body": true,
    "headers": {
      "ifMatch": "If-Match"
    }
  },
  "tasks.remove": {
    "method": "DELETE",
    "path": "/api/:userId/tasks/:taskId",
    "query": [],
    "body": false,
    "headers": {
      "ifMatch": "If-Match"
    }
  },
  "tasks.restore": {
    "method": "POST",
    "path": "/api/:userId/tasks/:taskId/restore",
    "query": [],
    "body": false,
    "headers": {
      "ifMatch": "If-Match",
      "idempotencyKey": "Idempotency-Key"
    },
    "retry": "key"
  },
  "tasks.purge": {
    "method": "DELETE",
    "path": "/api/:userId/tasks/:taskId/trash",
    "query": [],
    "body": false
  }
}

/** Version of the contract that these routes belong to. */
export const contractVersion: ContractVersion = {
  "header": "Taskpact-Contract",
  "fingerprint": "1.8mBgiHH8vjL4"
}

/** Maximum number of calls in a tRPC batch. */
export const maxBatchSize = 20
