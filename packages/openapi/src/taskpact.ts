import { contract, errors, limits, Problem, scopeNames, scopes } from '@taskpact/contract'
import { type AppAccess, appsOf } from './apps.js'
import type { DocumentOptions } from './create-document.js'
import { quickStart } from './quick-start.gen.js'

type TaskpactOptions = Pick<DocumentOptions, 'info' | 'errors' | 'problem' | 'oauth'>

/** Returns the options of `createDocument` for the API of this product on a server that apps can use. */
export function taskpactForApps(access: AppAccess): TaskpactOptions {
  return { ...taskpact, info: infoOf(access), oauth: { ...access, scopes } }
}

const infoOf = (access?: AppAccess): DocumentOptions['info'] => ({
  title: 'Taskpact',
  summary: 'Task management for many users. Each task is visible to its owner only.',
  description: `Taskpact is a task service for many users, with due dates, priorities, tags, search, batches, import and export, and a change
feed for local copies. It is for developers who build task applications on it: over HTTP, with tRPC, or with a typed TypeScript client.

${quickStart}
In the code samples of operations, \`client\` is the typed client of a signed-in user, \`$API\` the URL of the server and \`$TOKEN\`
an access token. Ids such as \`taskId\` and \`$TASK_ID\` come from earlier responses.

## Conventions

Requests and responses are JSON over HTTP. Field names are camelCase, timestamps are UTC (RFC 3339), ids are opaque strings.

## Authentication

Sign up or sign in to get an access token, and send it as \`Authorization: Bearer TOKEN\`. In a path, \`me\` means the current
user; the id of another user fails with \`forbidden\`.

## Personal access tokens

A script or an assistant gets a token of its own instead of your password: create one with the scopes that it needs. It expires, and you
can revoke it at any time. Send it like an access token. Each operation names its scope:

${scopeNames.map((name) => `- \`${name}\`: ${scopes[name].description}`).join('\n')}

Without the scope, a request fails with \`insufficient_scope\`, and \`scope\` names it. Operations on passwords, sessions and tokens have no
scope: they refuse tokens with scopes. A token of an external issuer with a claim \`scope\` is limited in the same way.

## Sign in from a browser

Sign up or sign in with \`session: 'cookie'\`: the refresh token is then in an \`HttpOnly\` cookie, which scripts cannot read, and the page
keeps only the access token, in memory. After a reload, refresh without a body to get a new access token. Send these requests with
\`credentials: 'include'\`:

\`\`\`js
await fetch(\`\${api}${contract.auth.signin.path}\`, {
  method: '${contract.auth.signin.method}',
  credentials: 'include',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    email: 'ada@example.com',
    password: 'Test123!',
    session: 'cookie',
  }),
})
\`\`\`

The typed client does this, and refreshes tokens, with \`createSession({ storage: 'cookie' })\`. What the operator has to configure depends
on the origin of the page:

- **The origin of the API:** nothing.
- **Another origin of the same site**, such as \`https://app.example.org\` for \`https://api.example.org\`: the setting \`CORS_ORIGINS\`
  must list the origin of the page. Other origins cannot read responses or use the cookie.
- **Another site**, such as \`https://app.example.com\` for \`https://api.example.org\`: \`CORS_ORIGINS\` as well, and a setting,
  \`SESSION_COOKIE\`, that lets browsers send the cookie from other sites. Browsers that block third-party cookies still do not keep it.
- **A proxy of your own origin** works in every browser: it forwards a path of the page's origin to the API, so that the cookie belongs to
  that origin. Use it if the page is on another site.

To find out whether the browser kept the cookie, get the session: its \`user\` is null without one.

${appsOf(access)}

## Command line

\`taskpact\` has a command for each operation, for people and for scripts. It needs Node 20.19 or later:

\`\`\`sh
npm install --global @taskpact/cli
export TASKPACT_URL=http://localhost:8000
taskpact login --email ada@example.com
taskpact tasks create --title 'Buy milk'
taskpact tasks list --status pending --json title
taskpact tasks list --all --ndjson
taskpact tasks watch
taskpact --help
\`\`\`

\`login\` creates a personal access token and stores it in the keychain of the system, or in a file with \`--store file\`. In CI, set
\`TASKPACT_TOKEN\` instead. Lines are separated by tabs where there is no terminal, and the exit code shows what went wrong.

## Errors

Every error response is a \`Problem\` (RFC 9457, \`application/problem+json\`). Handle errors by \`code\`, which is stable; show
\`detail\` to people; include \`requestId\` in support requests. If fields are invalid, \`errors\` points to each by a JSON Pointer
(RFC 6901).

## Pagination

A list returns a page of \`items\` and a \`nextCursor\`. To get the next page, repeat the request with \`nextCursor\` as
\`cursor\` and all other parameters unchanged. On the last page \`nextCursor\` is null. Cursors are opaque: do not create or modify
them. The \`Link\` header contains the complete URL of the next page (RFC 8288).

## Idempotency

Operations that accept an \`Idempotency-Key\` can be retried safely. A request repeated within ${limits.keyHours} hours with the same key and
the same input takes effect once and returns the first response, with \`Idempotency-Replayed: true\`. The same key with other input
fails with \`idempotency_key_reused\`. In tRPC and the typed client, the key is the field \`idempotencyKey\`.

## Concurrency

Each change of a task increases its \`revision\`, and changes its \`ETag\`. To avoid overwriting changes made by others, send the
\`ETag\` in \`If-Match\` or, in tRPC and the typed client, the revision in the field \`ifMatch\`. The request fails with
\`revision_mismatch\` if the task has changed since, and the problem contains \`currentRevision\`. For conditional reads, send the
\`ETag\` in \`If-None-Match\`.

## Syncing changes

To keep a local copy up to date, list changes: first without \`since\`, then with the \`nextCursor\` of the previous page. While
\`hasMore\` is true, more changes are available at once. Each changed task is listed once, in its current state or as deleted. On
\`cursor_expired\`, discard the copy and start over.

To receive changes as they are made, send \`wait\`: if there is nothing after \`since\`, the response is sent when there is, or after that many
seconds. Then send the next request at once. A tRPC batch waits as a whole. Up to ${limits.waitingRequests} requests of a user can wait; further ones fail with
\`rate_limited\`.

Each write returns the last revision that it took in \`Taskpact-Revision\`, on REST and in tRPC requests that are not streamed. The copy contains
the write after a page of changes with \`hasMore: false\` and this \`revision\` or a later one.

## Restored databases

If the operator restores the database from a backup, recent writes may be lost. Cursors from before the restore fail with
\`cursor_expired\`, and each \`ETag\` changes, so that \`If-None-Match\` and \`If-Match\` no longer match. Later writes get a \`revision\` that
was never used before.

## Trash

Deleting a task moves it to the trash, where only a list with \`trashed=true\` shows it. It can be restored or deleted permanently.
After the retention period it is purged automatically.

## Rate limits

Requests are limited per minute and per user, or per IP address when unauthenticated. A personal access token has limits of its own. Reads, writes and authentication have separate
limits, which all transports share. \`RateLimit\` contains the remaining requests and \`RateLimit-Policy\` the limits. Further
requests fail with \`rate_limited\`; retry after the seconds in \`Retry-After\`.`,
  contact: { name: 'The operator of this server' },
  license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT.html' },
})

/** The options of `createDocument` for the API of this product, on a server that apps cannot use by OAuth. */
export const taskpact: TaskpactOptions = { info: infoOf(), errors, problem: Problem }
