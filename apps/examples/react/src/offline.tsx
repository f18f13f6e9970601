import { createClient, createSession } from '@taskpact/client'
import { OfflineApp } from '@taskpact/example-components/offline'
import '@taskpact/example-components/style.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

const session = createSession({ storage: 'cookie' })
const client = createClient({ baseUrl: import.meta.env.VITE_API_URL ?? 'http://localhost:8000', session })
const device = new URLSearchParams(location.search).get('device') ?? 'this device'

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <OfflineApp session={session} client={client} device={device} />
  </StrictMode>,
)
