import { createClient, createSession } from '@taskpact/client'
import { App } from '@taskpact/example-components'
import '@taskpact/example-components/style.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

const session = createSession({ storage: 'cookie' })
const client = createClient({ baseUrl: import.meta.env.VITE_API_URL ?? 'http://localhost:8000', session })

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <App session={session} client={client} />
  </StrictMode>,
)
