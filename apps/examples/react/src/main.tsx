import { createClient, createSession } from '@taskpact/client'
import { App } from '@taskpact/example-components'
import '@taskpact/example-components/style.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

const session = createSession({ storage: 'cookie' })
const client = createClient({ baseUrl: import.meta.env.VITE_API_URL ?? 'http://localhost:8000', session })

/** Of a link in a mail. Removed from the address bar, and so from the history. */
const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? undefined
if (token !== undefined) history.replaceState(null, '', location.pathname)

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <App session={session} client={client} path={location.pathname} token={token} />
  </StrictMode>,
)
