import type { ErrorCode } from './errors.js'

export interface ErrorHelp {
  /** When it is answered, in a sentence. */
  readonly means: string
  /** What to do about it. */
  readonly remedy: string
}

/** What people are told of each failure, in the document and on the page that its problem points to; no program reads it. */
export const errorHelp: Readonly<Record<ErrorCode, ErrorHelp>> = {
  invalid_input: {
    means: 'A field is missing, unknown or not as the schema says.',
    remedy: 'Correct the fields that `errors` points to. Sent again as it is, it is refused again.',
  },
  invalid_json: {
    means: 'The body cannot be read as what its type says that it is.',
    remedy: 'Send well-formed JSON in UTF-8, or for a file, one of the declared type.',
  },
  invalid_cursor: {
    means: 'The cursor was not made by this list: of this user, with these filters and in this order.',
    remedy: 'Hand `nextCursor` on as it came, with every other parameter unchanged; else begin with the first page.',
  },
  unauthenticated: {
    means: 'The call needs a user, and carries no token.',
    remedy: 'Sign in, and send `Authorization: Bearer` with the access token.',
  },
  invalid_token: {
    means: 'The token is not ours, is spoiled, or its session has ended.',
    remedy: 'Go on with the refresh token where there is a good one; else sign in again.',
  },
  token_expired: {
    means: 'The access token was good, and its time is over.',
    remedy: 'Get a new one with the refresh token, then send the call again. The typed client does that by itself.',
  },
  invalid_credentials: {
    means: 'The e-mail address or the password is wrong; which of them is not told.',
    remedy: 'Ask the user again. Many wrong tries are answered with `rate_limited` for a while.',
  },
  forbidden: {
    means: 'The caller is known, and may not do this.',
    remedy: 'Call in the name of `me`, or of the user whose token it is; and use cookies from a listed origin only.',
  },
  quota_exceeded: {
    means: 'The user has as many as one may have.',
    remedy: 'Delete some for good: `limit` and `use` tell how many there may be, and are. The trash counts too.',
  },
  not_found: {
    means: 'There is no such thing, or it is of somebody else, or in the trash.',
    remedy: 'Check the id and the address. A task in the trash can be restored.',
  },
  method_not_allowed: {
    means: 'The address is right, the method is not.',
    remedy: 'Use one of the methods that the `Allow` header names.',
  },
  not_acceptable: {
    means: 'The `Accept` header allows no type that the call can be answered in.',
    remedy: 'Accept `application/json`, or the type of the file that is asked for.',
  },
  request_timeout: {
    means: 'The request did not arrive as a whole in time.',
    remedy: 'Send it again, on a connection that is not as slow.',
  },
  email_taken: {
    means: 'The e-mail address has an account already, whatever its case.',
    remedy: 'Sign in, or sign up with another address.',
  },
  conflict: {
    means: 'The change contradicts what is there.',
    remedy: 'Read it anew, and change what stands in the way in the same call: `detail` says what.',
  },
  cursor_expired: {
    means: 'Tasks that were deleted after this cursor are gone for good, so that the feed could leave a deletion out.',
    remedy: 'Drop the copy, and read the feed from its beginning.',
  },
  revision_mismatch: {
    means: 'It has changed since the revision that `If-Match` names.',
    remedy: 'Read it anew, apply the change to what it is now, and send its revision; `currentRevision` tells it.',
  },
  payload_too_large: {
    means: 'The body is larger than the call takes.',
    remedy: 'Send less at once: split a batch or a file.',
  },
  unsupported_media_type: {
    means: 'The body is of a type, a charset or an encoding that the call does not take.',
    remedy: 'Send `Content-Type: application/json`, or the type that the document declares.',
  },
  idempotency_key_reused: {
    means: 'The `Idempotency-Key` was used before for another call, or for one with other input.',
    remedy: 'Make a new key for each call, and keep it only to send that very call again.',
  },
  revision_required: {
    means: 'The call must name the revision that it goes by.',
    remedy: 'Read what is there, and send its `ETag` as `If-Match`.',
  },
  rate_limited: {
    means: 'There were more calls than one may make in a minute, or more wrong passwords.',
    remedy: 'Wait for the seconds that `Retry-After` tells. `RateLimit` shows on each answer how many are left.',
  },
  headers_too_large: {
    means: 'The head of the request is larger than the server reads.',
    remedy: 'Send fewer or shorter headers; a forgotten cookie is the usual cause.',
  },
  internal: {
    means: 'The server failed, for a reason that is its own.',
    remedy: 'Try again later; report it with its `requestId`. Without a key, a change may have been made or not.',
  },
  unavailable: {
    means: 'The server cannot do it just now: it starts, stops, is overloaded, or waits for its database.',
    remedy:
      'Send it again after the seconds that `Retry-After` tells; a change with the `Idempotency-Key` that it had.',
  },
}
