// Generated from the contract by `pnpm generate`.
import type { RouteTable } from './route-table.js'

export const routes: RouteTable = {
  "system.health": {
    "method": "GET",
    "path": "/health",
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
  "auth.me": {
    "method": "GET",
    "path": "/api/auth/me",
    "query": [],
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
