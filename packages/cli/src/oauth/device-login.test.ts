import { afterEach, describe, expect, it } from 'vitest'
import { type Listening, listen } from '../../test/gateway.js'
import { loginByDevice } from './device-login.js'

let server: Listening
afterEach(() => server?.close())

const tokens = { access_token: 'token', token_type: 'Bearer', expires_in: 900, refresh_token: 'refresh' }

/** Signs in at a server whose token endpoint responds with these, one after the other; `lost` breaks the connection. */
async function signIn(
  responses: readonly (object | 'lost')[],
  device: object = {},
  wait?: Parameters<typeof loginByDevice>[3],
) {
  const times: number[] = []
  const forms: string[] = []
  server = await listen(async (request, response) => {
    let form = ''
    for await (const chunk of request) form += chunk
    forms.push(form)
    response.setHeader('content-type', 'application/json')
    if (request.url === '/device') {
      const codes = { device_code: 'device', user_code: 'WDJB-MJHT', verification_uri: `${server.url}/enter` }
      return response.end(JSON.stringify({ ...codes, expires_in: 600, interval: 0.05, ...device }))
    }
    const next = responses[times.push(performance.now()) - 1] ?? {}
    if (next === 'lost') return request.socket.destroy()
    if ('error' in next) response.statusCode = 400
    return response.end(JSON.stringify(next))
  })
  const resource = `${server.url}/api`
  const authorization = {
    server: {
      issuer: server.url,
      authorizationEndpoint: undefined,
      deviceAuthorizationEndpoint: `${server.url}/device`,
      tokenEndpoint: `${server.url}/token`,
      revocationEndpoint: undefined,
      sendsIssuer: false,
      hasOfflineAccess: true,
    },
    clientId: 'cli',
    scopes: ['tasks:read'],
    resources: [resource, `${server.url}/mcp`],
  }
  const grant = await loginByDevice(authorization, false, new AbortController().signal, wait)
  return { grant, times, forms, resource }
}

const pending = { error: 'authorization_pending' }

describe('loginByDevice', () => {
  it('asks for both resources, and for a token of the first one', async () => {
    const { grant, forms, resource } = await signIn([tokens])
    const [asked, exchanged] = forms.map((form) => new URLSearchParams(form))

    expect(asked?.getAll('resource')).toHaveLength(2)
    expect(asked?.get('scope')).toBe('tasks:read offline_access')
    expect(exchanged?.getAll('resource')).toEqual([resource])
    expect(grant).toMatchObject({ refreshToken: 'refresh', accessTokens: { [resource]: { token: 'token' } } })
  })

  it('asks again while the authorization is pending, or a response is lost', async () => {
    const { times } = await signIn([pending, 'lost', pending, tokens])

    expect(times).toHaveLength(4)
  })

  it('waits five seconds longer after slow_down', async () => {
    const waits: number[] = []
    await signIn([{ error: 'slow_down' }, tokens], { interval: 7 }, async (milliseconds) => waits.push(milliseconds))

    expect(waits).toEqual([7000, 12_000])
  })

  it.each([
    ['access_denied', 'denied'],
    ['expired_token', 'expired'],
    ['invalid_grant', 'invalid_grant'],
  ])('rejects after %s', async (error, message) => {
    await expect(signIn([pending, { error }])).rejects.toThrow(message)
  })

  it('rejects when the code has expired here', async () => {
    await expect(signIn([pending, pending, pending, pending], { expires_in: 0.12 })).rejects.toThrow('expired')
  })

  it('refuses a verification URI that is not a page', async () => {
    await expect(signIn([], { verification_uri: 'file:///etc/passwd' })).rejects.toThrow('invalid URL')
  })

  it('rejects without an access token', async () => {
    await expect(signIn([{ token_type: 'Bearer' }])).rejects.toThrow('without a bearer token')
  })
})
