import { createClient, createSession, isApiError } from '@taskpact/client'
import type { Steps } from './steps.js'

declare const API: string

const session = createSession({ storage: 'cookie', onSignedOut: () => void events.push('signed out') })
const client = createClient({ baseUrl: API, session })
const events: string[] = []

const steps: Steps = {
  async begin(email) {
    await client.auth.signup({ email, password: 'Test123!' })
    const { title } = await client.tasks.create({ title: 'Buy milk' })
    return title
  },
  async end() {
    const { items } = await client.tasks.list()
    await client.auth.signout()
    const refused = await client.tasks.list().catch((error: unknown) => isApiError(error) && error.code)
    return { listed: items.map(({ title }) => title), events, refused }
  },
}

Object.assign(globalThis, steps)
