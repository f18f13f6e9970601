import { describe, expect, it } from 'vitest'
import { readEnv } from './env.js'

const app = { clientId: 'calendar', name: 'Calendar', redirectUris: ['https://calendar.example/callback'] }

/** Returns the lines of the error message. No line may contain a value. */
function problemsWith(clients: unknown): string[] {
  const text = typeof clients === 'string' ? clients : JSON.stringify(clients)
  try {
    readEnv({ OAUTH: 'own', OAUTH_CLIENTS: text })
    return []
  } catch (error) {
    const { message } = error as Error
    expect(message).not.toContain('hunter2')
    return message
      .split('\n')
      .slice(1)
      .map((line) => line.replace('  OAUTH_CLIENTS: ', ''))
  }
}

const clientsOf = (clients: unknown) => readEnv({ OAUTH: 'own', OAUTH_CLIENTS: JSON.stringify(clients) }).OAUTH_CLIENTS

describe('OAUTH_CLIENTS', () => {
  it('lists apps, which are public and have no codes for devices by default', () => {
    const server = { ...app, clientId: 'reports_2', clientSecret: 'x'.repeat(32), allowsDevices: true }

    expect(clientsOf([app, server])).toEqual([{ ...app, allowsDevices: false }, server])
    expect(clientsOf([])).toEqual([])
    expect(readEnv({ OAUTH: 'own' }).OAUTH_CLIENTS).toBeUndefined()
  })

  it.each(['[{"clientSecret":"hunter2"', '{"clientSecret":"hunter2"}', 'hunter2', 'null', '"hunter2"'])(
    'must be a JSON array: %s',
    (text) => {
      expect(problemsWith(text)).toEqual(['Must be a JSON array of objects'])
    },
  )

  it('names the app and the field of every problem, without its value', () => {
    const secretInUrl = 'http://hunter2.example/callback'
    expect(
      problemsWith([
        'hunter2',
        { ...app, clientId: 'hunter2 hunter2' },
        { ...app, clientId: 'taskpact-hunter2' },
        { ...app, name: '' },
        { ...app, redirectUris: [] },
        { ...app, redirectUris: ['https://calendar.example/callback', secretInUrl] },
        { ...app, clientSecret: 'hunter2' },
        { ...app, allowsDevices: 'hunter2' },
        { ...app, secret: 'x' },
        { clientId: 'mail' },
      ]),
    ).toEqual([
      expect.stringMatching(/^App 1: /),
      'App 2, clientId: Must have 1 to 100 letters, digits, dots, hyphens and underscores',
      'App 3, clientId: Must not begin with taskpact-, as the apps of this project',
      expect.stringMatching(/^App 4, name: /),
      expect.stringMatching(/^App 5, redirectUris: /),
      'App 6, redirectUris, 1: Must be an https URL, an http URL of this machine, or of an app',
      'App 7, clientSecret: Must have at least 32 characters',
      expect.stringMatching(/^App 8, allowsDevices: /),
      expect.stringMatching(/^App 9: .*secret/),
      expect.stringMatching(/^App 10, name: /),
      expect.stringMatching(/^App 10, redirectUris: /),
    ])
  })

  it('refuses a client id that several apps have', () => {
    expect(problemsWith([app, { ...app, clientId: 'mail' }, app, app])).toEqual([
      'Several apps have the clientId calendar',
    ])
  })

  it.each([
    'https://calendar.example/callback?from=tasks',
    'http://localhost:5173/callback',
    'http://127.0.0.1/callback',
    'http://[::1]:8080/callback',
    'com.example.calendar:/callback',
  ])('accepts the redirect URI %s', (uri) => {
    expect(problemsWith([{ ...app, redirectUris: [uri] }])).toEqual([])
  })

  it.each([
    'http://calendar.example/callback',
    'http://localhost.evil.example/callback',
    'https://calendar.example/#callback',
    'calendar:/callback',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///callback',
    '/callback',
    '',
  ])('refuses the redirect URI %j', (uri) => {
    expect(problemsWith([{ ...app, redirectUris: [uri] }])).toEqual([
      'App 1, redirectUris, 0: Must be an https URL, an http URL of this machine, or of an app',
    ])
  })
})
