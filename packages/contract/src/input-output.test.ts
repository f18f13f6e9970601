import { expect, it } from 'vitest'
import { auth } from './accounts/routes.js'
import { contract } from './contract.js'
import type { ErrorCodeOf } from './core/input-output.js'
import type { Route } from './core/metadata.js'
import { operations } from './core/operations.js'
import { system } from './system/routes.js'
import { tasks } from './tasks/routes.js'

/** Compiles only if it lists exactly the codes of the type. */
const codesOf = <R extends Route>(_route: R, codes: Record<ErrorCodeOf<R>, true>) => Object.keys(codes).sort()

const always = {
  invalid_input: true,
  request_timeout: true,
  headers_too_large: true,
  internal: true,
} as const
const withOutput = { not_acceptable: true } as const // if there is a body
const signedIn = {
  unauthenticated: true,
  invalid_token: true,
  token_expired: true,
  insufficient_scope: true,
  unavailable: true,
} as const
const json = { invalid_json: true, payload_too_large: true, unsupported_media_type: true } as const
const limited = { rate_limited: true } as const

it.each([
  ['system.health', codesOf(system.health, { ...always, ...withOutput })],
  [
    'auth.signup',
    codesOf(auth.signup, {
      ...always,
      ...withOutput,
      ...json,
      ...limited,
      email_taken: true,
      email_not_verified: true,
      unavailable: true,
    }),
  ],
  ['auth.me', codesOf(auth.me, { ...always, ...withOutput, ...limited, ...signedIn })],
  ['auth.signout', codesOf(auth.signout, { ...always, ...limited, ...signedIn, token_not_revocable: true })],
  [
    'tasks.list',
    codesOf(tasks.list, {
      ...always,
      ...withOutput,
      ...limited,
      ...signedIn,
      forbidden: true,
      invalid_cursor: true,
      cursor_expired: true,
    }),
  ],
  [
    'tasks.restore',
    codesOf(tasks.restore, {
      ...always,
      ...withOutput,
      ...limited,
      ...signedIn,
      forbidden: true,
      not_found: true,
      quota_exceeded: true,
      revision_mismatch: true,
      idempotency_key_reused: true,
    }),
  ],
])('the type of the error codes of %s matches those of operations', (name, codes) => {
  const operation = operations(contract).find((one) => one.name === name)

  expect([...(operation?.errors ?? [])].sort()).toEqual(codes)
})
