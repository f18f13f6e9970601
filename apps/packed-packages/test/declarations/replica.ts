import { createClient } from '@taskpact/client'
import { createReplica, indexedDb } from '@taskpact/client/replica'

const client = createClient({ baseUrl: 'https://tasks.example.org' })

export const replica = createReplica(client, { userId: 'x', store: indexedDb('tasks') })
export const list = replica.tasks.list
export const add = (title: string) => replica.tasks.create({ title })
export const conflicts = () => replica.conflicts.list()
export const status = () => replica.status
