import { contract, operations } from '@taskpact/contract'

const all = operations(contract)
export const reads = all.filter(({ kind }) => kind === 'query').map(({ name }) => name)

const create = all.find(({ name }) => name === 'tasks.create')
export const address = `${create?.route.method} ${create?.route.path}`
export const failures = create?.errors // 'unauthenticated', 'quota_exceeded', …
export const parsed = create?.input.safeParse({ title: ' Buy milk ' }).data // { userId: 'me', title: 'Buy milk' }
