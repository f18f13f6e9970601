import type { OpenAPIV3_1 } from 'openapi-types'

/** What holds for the whole API; the version is the caller's to say. */
export const about = {
  title: 'Taskpact',
  summary: 'Tasks of many users, each seen by its owner alone.',
  description: `JSON over HTTP. Field names are camelCase, moments are UTC (RFC 3339), ids are opaque strings.

## Signing in

Sign up or sign in to get an access token, and send it as \`Authorization: Bearer TOKEN\`. In a path, \`me\` stands for the
user whose token it is; any other user is refused with \`forbidden\`.

## Errors

Every failure is a \`Problem\` (RFC 9457, \`application/problem+json\`). Branch on its \`code\`, which stays the same; show its
\`detail\` to people; quote its \`requestId\` when you ask for help. Where fields were refused, \`errors\` names each by a JSON
Pointer (RFC 6901).

## Pages

A list answers a page of \`items\` and a \`nextCursor\`. Send that back as \`cursor\`, with the other parameters unchanged, for
the page after it; the last page has \`null\`. A cursor is opaque: never make or change one.`,
  license: { name: 'MIT', identifier: 'MIT' },
} satisfies Omit<OpenAPIV3_1.InfoObject, 'version'>
