import type { Operation } from '@taskpact/contract'

/** `tasks.create` as a name that every language takes: `tasksCreate`. */
export function operationIdOf({ name }: Pick<Operation, 'name'>): string {
  return name.replace(/\.(\w)/g, (_, letter: string) => letter.toUpperCase())
}
