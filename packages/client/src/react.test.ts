import { createMockTransport } from '@taskpact/contract/mock'
import { createElement, type ReactNode } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, it } from 'vitest'
import { type Client, createClient } from './create-client.js'
import { createSession } from './create-session.js'
import { SessionProvider, useClient, useSession } from './react.js'

function open() {
  const session = createSession()
  const client = createClient({ baseUrl: 'https://tasks.example.org', session, fetch: createMockTransport().fetch })
  const render = (child: ReactNode) => renderToString(createElement(SessionProvider, { session, client }, child))
  return { session, client, render }
}

/** Shows what the hook returns. */
function Status() {
  const { status, user, secondFactor } = useSession()
  return `${status} ${user?.email} ${secondFactor?.ticket}`
}

let taken: Client | undefined
function TakeClient() {
  taken = useClient()
  return null
}

it('useSession is loading during server rendering, also if a user is signed in', async () => {
  const { client, render } = open()
  await client.auth.signin({ email: 'ada@example.com', password: 'Test123!' })

  expect(render(createElement(Status))).toBe('loading undefined undefined')
})

it('useClient returns the client of the provider', () => {
  const { client, render } = open()

  render(createElement(TakeClient))

  expect(taken).toBe(client)
})

it.each([
  ['useSession', () => useSession().status],
  ['useClient', () => typeof useClient()],
])('%s throws without a provider', (_name, component) => {
  expect(() => renderToString(createElement(component))).toThrow('SessionProvider')
})
