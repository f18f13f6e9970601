import { setTimeout } from 'node:timers/promises'
import { isApiError } from '@taskpact/client'
import { note } from '../streams.js'
import { Failure } from '../usage-error.js'
import { type Authorization, exchange, toParameters } from './authorization.js'
import { checkedUrl } from './discover.js'
import { OAuthError } from './oauth-error.js'
import { refusalOf } from './refusal.js'
import { postForm } from './send.js'
import type { StoredGrant } from './stored-grant.js'

/** Seconds between two requests, and by how many `slow_down` increases them (RFC 8628, sections 3.2 and 3.5). */
const defaultInterval = 5

/** Resolves after some milliseconds, or rejects when the signal aborts. */
type Wait = (milliseconds: number, value: undefined, options: { readonly signal: AbortSignal }) => Promise<unknown>

/** Signs in with a code that the user enters on any device (RFC 8628). */
export async function loginByDevice(
  authorization: Authorization,
  insecure: boolean,
  signal: AbortSignal,
  wait: Wait = setTimeout,
): Promise<StoredGrant> {
  const { deviceAuthorizationEndpoint, issuer } = authorization.server
  if (deviceAuthorizationEndpoint === undefined) throw new Failure(`${issuer} does not support --device`)
  try {
    const response = await postForm(deviceAuthorizationEndpoint, toParameters(authorization), signal)
    const { device_code: code, user_code: userCode, verification_uri_complete: complete } = response
    if (typeof code !== 'string' || typeof userCode !== 'string') throw new Failure(`${issuer} issued no code`)
    note(`Open ${checkedUrl(response.verification_uri, insecure)}\nand enter the code ${userCode}`)
    if (complete !== undefined) note(`Or open ${checkedUrl(complete, insecure)}`)
    const expiresAt = Date.now() + (Number(response.expires_in) || 600) * 1000
    return await poll(authorization, code, Number(response.interval) || defaultInterval, expiresAt, signal, wait)
  } catch (error) {
    throw refusalOf(error)
  }
}

async function poll(
  authorization: Authorization,
  code: string,
  interval: number,
  expiresAt: number,
  signal: AbortSignal,
  wait: Wait,
): Promise<StoredGrant> {
  const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: code }
  for (let seconds = interval; Date.now() < expiresAt; ) {
    await wait(seconds * 1000, undefined, { signal }).catch(() => signal.throwIfAborted())
    try {
      return await exchange(authorization, grant, signal)
    } catch (error) {
      const pending = error instanceof OAuthError && error.code === 'authorization_pending'
      if (error instanceof OAuthError && error.code === 'slow_down') seconds += defaultInterval
      else if (isApiError(error, 'unreachable')) seconds *= 2
      else if (!pending) throw error
    }
  }
  throw new OAuthError('expired_token', undefined)
}
