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
  "fingerprint": "1.Q1JI0_yfQGlG"
}

/** Maximum number of calls in a tRPC batch. */
export const maxBatchSize = 20

/** Maximum number of characters of the URL of a tRPC batch. */
export const maxUrlLength = 8000
