import type { CallInput, Contract, ErrorCodeOf, Output } from '@taskpact/contract'

type Create = Contract['tasks']['create']

export const input: CallInput<Create> = { title: 'Buy milk', priority: 'high' }
export const titleOf = (task: Output<Create>): string => task.title
export const isFull = (code: ErrorCodeOf<Create>): boolean => code === 'quota_exceeded'
