import { operationIdOf } from '../operation-id.js'
import type { Change } from './change.js'
import type { Surface } from './surface.js'

interface Between {
  readonly released: Surface
  readonly version: string
  readonly today: Date
}

/**
 * The breaking changes that must not be released as this version. A greater major version may break (before 1.0.0, a greater minor
 * one: https://semver.org, 4), and an operation may go whose sunset, as it was told in the release, has passed.
 */
export function forbidden(changes: readonly Change[], { released, version, today }: Between): Change[] {
  if (line(version) > line(released.version)) return []
  const setting = Object.entries(released.operations).flatMap(([name, { deprecated }]) =>
    deprecated && Date.parse(deprecated.sunset) < today.getTime() ? [name, operationIdOf({ name })] : [],
  )
  return changes.filter(
    (change) => change.class === 'breaking' && !(change.removed && setting.includes(change.removed)),
  )
}

/** Versions of one line do not break each other. */
function line(version: string): number {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major * 1_000_000 + (major === 0 ? minor : 0)
}
