import type { Database } from '@taskpact/db'
import type { Calls, Outcome, TestMailServer } from '@taskpact/testing'
import { storeConnectedApp } from '../support/stored-app.js'
import { type RecordedCall, type Recording, recordedCalls } from './recorded-calls.js'

interface Services {
  /** The server to which mails are sent. */
  readonly mail: TestMailServer
  readonly database: () => Promise<Database>
  /** The clock of the server. */
  readonly now: () => Date
}

/**
 * Makes the recorded calls as a new user with this address, without those of operations that the transport does not serve. Returns the
 * outcomes by label, without values that differ between users.
 */
export async function replay(
  calls: Calls,
  email: string,
  { mail, database, now }: Services,
  serves: (operation: string) => boolean = () => true,
): Promise<ReadonlyMap<string, unknown>> {
  const outcomes = new Map<string, Outcome>()
  const read = (path: string) => {
    const [label = '', ...keys] = path.split('.')
    const outcome = outcomes.get(label)
    if (outcome && !outcome.ok && keys[0] === 'ticket') return outcome.ticket
    if (!outcome?.ok) throw new Error(`${label} failed: ${JSON.stringify(outcome)}`)
    return keys.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], outcome.value)
  }
  const linkIn = async (subject: RegExp, to: string) => (await mail.next(to, subject)).token
  const connect = async (userId: string) => storeConnectedApp(await database(), { userId, now: now() })
  for (const recorded of recordedCalls.filter(({ operation }) => serves(operation))) {
    const { label, operation, token, input } = await toCall(recorded, {
      email,
      outcomes,
      read,
      linkIn,
      connectApp: connect,
    })
    outcomes.set(label, await calls.call(operation, input, token))
  }
  const comparable = withoutIdentity(email)
  return new Map([...outcomes].map(([label, outcome]) => [label, comparable(outcome)]))
}

async function toCall({ label, operation, input = {}, as = 'session' }: RecordedCall, recording: Recording) {
  const token = { none: undefined, nonsense: 'not.a.token' }[as as 'none']
  const isLabel = as !== 'none' && as !== 'nonsense'
  return {
    label,
    operation,
    input: typeof input === 'function' ? await input(recording) : input,
    token: isLabel ? String(recording.read(`${as}.token`)) : token,
  }
}

/** Replaces ids by their order of appearance, and tokens, cursors and client data by constants. */
function withoutIdentity(email: string): (outcome: Outcome) => unknown {
  const ids = new Map<string, string>()
  const clientFields = ['ip', 'userAgent']
  const opaque = [
    'requestId',
    'url',
    'ticket',
    'options',
    'token',
    'refreshToken',
    'deviceToken',
    'ticket',
    'secret',
    'uri',
    'recoveryCodes',
    'enabledAt',
    'confirmedUntil',
    'nextCursor',
    'createdAt',
    'lastUsedAt',
    'expiresAt',
  ]
  return (outcome) =>
    JSON.parse(
      JSON.stringify(outcome, (key, value: unknown) => {
        if (clientFields.includes(key)) return key
        return opaque.includes(key) && value !== null ? key : value
      })
        .replaceAll(email, 'email')
        .replace(/[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[\da-f]{4}-[\da-f]{12}|(?<="id":")[\w-]{43}(?=")/g, (id) => {
          if (!ids.has(id)) ids.set(id, `id ${ids.size + 1}`)
          return ids.get(id) as string
        }),
    )
}
