import { errors, limits, Problem } from '@taskpact/contract'
import type { DocumentOptions } from './create-document.js'
import { quickStart } from './quick-start.gen.js'

const info: DocumentOptions['info'] = {
  title: 'Taskpact',
  summary: 'Tasks of many users, each visible to its owner only.',
  description: `${quickStart}
## What holds everywhere

JSON over HTTP. Field names are camelCase, moments are UTC (RFC 3339), ids are opaque strings.

## Signing in

Sign up or sign in to get an access token, and send it as \`Authorization: Bearer TOKEN\`. In a path, \`me\` stands for the
user whose token it is; any other user is refused with \`forbidden\`.

## Errors

Every failure is a \`Problem\` (RFC 9457, \`application/problem+json\`). Branch on its \`code\`, which stays the same; show its
\`detail\` to people; quote its \`requestId\` when you ask for help. Where fields were refused, \`errors\` names each by a JSON
Pointer (RFC 6901).

## Pages

A list answers a page of \`items\` and a \`nextCursor\`. Send that back as \`cursor\`, with the other parameters unchanged, for
the page after it; the last page has \`null\`. A cursor is opaque: never make or change one. \`Link\` has the whole address of
the next page (RFC 8288).

## Sending again

An operation that takes an \`Idempotency-Key\`, a name of your own for the call, has its effect once however often it is sent
within ${limits.keyHours} hours with the same key and the same input: the first answer is given again, with \`Idempotency-Replayed: true\`.
Another input with that key is refused with \`idempotency_key_reused\`. On tRPC and in the client, the key is the field
\`idempotencyKey\`.

## Revisions

Each change gives a task a greater \`revision\`, which is its \`ETag\` too. To change only what you have seen, send the \`ETag\`
in \`If-Match\`, or on tRPC and in the client the revision as the field \`ifMatch\`: a task that has changed since is refused
with \`revision_mismatch\`, which tells its \`currentRevision\`. To read only what is new to you, send the \`ETag\` in
\`If-None-Match\`.

## Limits

Calls are counted by their class (those that read, that write, and that give or take credentials) for each user, or each address
where nobody is signed in: by the minute, the same on every transport. \`RateLimit\` tells what is left and \`RateLimit-Policy\`
what there is. Over that a call is refused with \`rate_limited\`, and \`Retry-After\` tells when to try again.

## The trash

A task that is deleted is in the trash: only a list with \`trashed=true\` shows it. It can be restored or deleted for good;
after a while it is gone for good by itself.

## Staying in step

To keep a copy of the tasks, list what has changed: first without \`since\`, then with the \`nextCursor\` of the call before,
at once where it said \`hasMore\` and later when you like. Each task that changed comes once, as it is by then or as deleted.
When the cursor is refused with \`cursor_expired\`, drop the copy and begin again.`,
  contact: { name: 'The operator of this server' },
  license: { name: 'MIT', identifier: 'MIT' },
}

/** The options of `createDocument` for the API of this product. */
export const taskpact = { info, errors, problem: Problem } as const satisfies Omit<DocumentOptions, 'version'>
