'use client'

import { createClient, createSession } from '@taskpact/client'
import { App } from '@taskpact/example-components'

// The server only renders the status `loading`, and calls nothing.
const baseUrl = typeof location === 'undefined' ? 'http://localhost' : location.origin
const session = createSession({ storage: 'cookie' })
const client = createClient({ baseUrl, session })

export default function Page() {
  return <App session={session} client={client} />
}
