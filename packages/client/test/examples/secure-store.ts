import { createClient, createSession, type TokenStore } from '@taskpact/client'
import * as SecureStore from 'expo-secure-store'

const key = 'taskpact.session'
const storage: TokenStore = {
  get: () => SecureStore.getItemAsync(key),
  set: (tokens) => SecureStore.setItemAsync(key, tokens),
  remove: () => SecureStore.deleteItemAsync(key),
}

export const session = createSession({ storage })
export const client = createClient({ baseUrl: 'https://tasks.example.org', session })
