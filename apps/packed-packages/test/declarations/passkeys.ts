import { createClient } from '@taskpact/client'
import { registerPasskey, signInWithPasskey, stepUpWithPasskey } from '@taskpact/client/passkeys'

const client = createClient({ baseUrl: 'https://tasks.example.org' })

export const register = () => registerPasskey(client, { name: 'Phone' })
export const signIn = () => signInWithPasskey(client)
export const stepUp = () => stepUpWithPasskey(client)
