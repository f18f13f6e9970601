import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type Device, startDevice } from './device.js'
import { localApp, requestToken, webApp } from './oauth-server.js'
import { createPageBrowser, unescaped } from './page-browser.js'
import { useOAuthServer } from './use-oauth-server.js'

const server = useOAuthServer()

describe('device flow (RFC 8628)', () => {
  it('gives the device tokens after the user has compared the code and allowed it', async () => {
    const ada = await server.signUp()
    const device = await startDevice(server, localApp.clientId)
    expect(await requestToken(server, device.exchange)).toMatchObject({ body: { error: 'authorization_pending' } })

    const last = await device.allow(ada)
    expect(last.text).toContain('Connected')
    const { body } = await requestToken(server, device.exchange)
    expect(await server.by('rest').call('tasks.list', {}, String(body.access_token))).toMatchObject({ ok: true })
    expect(body).toMatchObject({ scope: 'tasks:read', refresh_token: expect.any(String) })
  })

  it('O12: shows the app, the place and the time, and never skips the confirmation', async () => {
    const device = await startDevice(server, localApp.clientId)
    const browser = createPageBrowser(server.publicUrl)
    // Without scripts, the URL with the code leads to a page with a button.
    const opened = await browser.open(device.completeUrl)
    const page = await browser.submit(opened, '/oauth/device')
    const text = unescaped(page.text)
    expect(text).toContain(`Connect ${localApp.name}?`)
    expect(text).toContain(device.userCode)
    expect(text).toContain('Did you get this code from someone else?')
    expect(text).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/)
    expect(text).toMatch(/127\.0\.0\.1|::1|::ffff:127\.0\.0\.1/)
    expect(text).toContain('The codes match')
  })

  it('is refused by the user, which the device learns', async () => {
    const device = await startDevice(server, localApp.clientId)
    const browser = createPageBrowser(server.publicUrl)
    const input = await browser.open(`${server.publicUrl}/oauth/device`)
    const confirmation = await browser.submit(input, '/oauth/device', { user_code: device.userCode.toLowerCase() })
    const last = await browser.submit(confirmation, '/oauth/device', { abort: 'yes' })
    expect(last.text).toContain('The device was not connected.')
    expect(await requestToken(server, device.exchange)).toMatchObject({ body: { error: 'access_denied' } })
  })

  it('is refused on the consent page, which the device learns', async () => {
    const ada = await server.signUp()
    const device = await startDevice(server, localApp.clientId)
    const browser = createPageBrowser(server.publicUrl)
    const input = await browser.open(`${server.publicUrl}/oauth/device`)
    const confirmation = await browser.submit(input, '/oauth/device', { user_code: device.userCode })
    const signIn = await browser.submit(confirmation, '/oauth/device', { confirm: 'yes' })
    const consent = await browser.submit(signIn, '/password', { email: ada.email, password: 'Test123!' })
    await browser.submit(consent, '/consent', { decision: 'deny' })
    expect(await requestToken(server, device.exchange)).toMatchObject({ body: { error: 'access_denied' } })
  })

  it.each(['', 'WRONG-CODE', '<script>'])('asks again for a wrong code: %j', async (code) => {
    const browser = createPageBrowser(server.publicUrl)
    const input = await browser.open(`${server.publicUrl}/oauth/device`)
    const page = await browser.submit(input, '/oauth/device', { user_code: code })
    expect(page.text).toContain('role="alert"')
    expect(page.text).not.toContain('<script>')
  })

  it('starts again in a browser that has lost its cookie', async () => {
    const input = await createPageBrowser(server.publicUrl).open(`${server.publicUrl}/oauth/device`)
    const page = await createPageBrowser(server.publicUrl).submit(input, '/oauth/device', { user_code: 'ABCD-EFGH' })
    expect(page.status).toBe(400)
    expect(page.text).toContain('Open it again.')
  })

  it('asks a device to slow down while the user decides, and no other one', async () => {
    const ada = await server.signUp()
    const [device, other] = [await startDevice(server, localApp.clientId), await startDevice(server, localApp.clientId)]
    const errorOf = async ({ exchange }: Device) => {
      const { status, body } = await requestToken(server, exchange)
      return [status, body.error]
    }

    expect(await errorOf(device)).toEqual([400, 'authorization_pending'])
    expect(await errorOf(device)).toEqual([400, 'slow_down'])
    expect(await errorOf(device)).toEqual([400, 'slow_down'])
    expect(await errorOf(other)).toEqual([400, 'authorization_pending'])
    await device.allow(ada)
    expect(await requestToken(server, device.exchange)).toMatchObject({ status: 200, body: { scope: 'tasks:read' } })
  })

  it('gets errors as JSON, also if it prefers HTML (RFC 6749, section 5.2)', async () => {
    const { exchange } = await startDevice(server, localApp.clientId)
    const errorOf = async () => (await requestToken(server, exchange, { accept: 'text/html' })).body.error

    expect(await errorOf()).toBe('authorization_pending')
    expect(await errorOf()).toBe('slow_down')
  })

  it('asks no device to slow down that waits for the interval', async () => {
    const device = await startDevice(server, localApp.clientId)
    expect(await requestToken(server, device.exchange)).toMatchObject({ body: { error: 'authorization_pending' } })

    await setTimeout(device.interval * 1000 - 500) // as if the network had delayed the first request

    expect(await requestToken(server, device.exchange)).toMatchObject({ body: { error: 'authorization_pending' } })
  })

  it('is not for apps that did not ask for it', async () => {
    await expect(startDevice(server, webApp.clientId)).rejects.toThrow(/device_code is not allowed for this client/)
  })

  it('connects a second device of the same app apart', async () => {
    const ada = await server.signUp()
    const browser = createPageBrowser(server.publicUrl)
    const devices = [await startDevice(server, localApp.clientId), await startDevice(server, localApp.clientId)]
    const tokens = []
    for (const device of devices) {
      await device.allow(ada, browser)
      tokens.push((await requestToken(server, device.exchange)).body)
    }
    await fetch(`${server.publicUrl}/oauth/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ token: String(tokens[0]?.refresh_token), client_id: localApp.clientId }),
    })
    const { call } = server.by('rest')
    expect(await call('tasks.list', {}, String(tokens[0]?.access_token))).toMatchObject({ code: 'invalid_token' })
    expect(await call('tasks.list', {}, String(tokens[1]?.access_token))).toMatchObject({ ok: true })
  })
})
