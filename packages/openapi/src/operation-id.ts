import type { Operation } from '@taskpact/contract'

/** Returns the name of an operation as an identifier: `tasksCreate` for `tasks.create`. */
export function operationIdOf({ name }: Pick<Operation, 'name'>): string {
  return name.replace(/\.(\w)/g, (_, letter: string) => letter.toUpperCase())
}
