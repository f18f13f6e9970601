import { isSchemaMissing } from './errors.js'

/** Whether a database answers, takes changes, and has all that this build needs; a newer one has. */
export type Readiness = 'ready' | 'unreachable' | 'read-only' | 'outdated'
export type Check = (deadline: number) => Promise<Readiness>

/** What a look at a database shows. */
export interface Sight {
  /** When the newest migration was made that it has. */
  readonly newest: number
  /** As a standby is, and what was the primary before a failover. */
  readonly isReadOnly: boolean
}

/** `look` rejects with 42P01 where no migration was ever applied. Who checks while another does is told what that one hears. */
export function createCheck(look: () => Promise<Sight>, newestNeeded: () => number): Check {
  let needed: number | undefined
  let asking: Promise<Readiness> | undefined

  async function ask(): Promise<Readiness> {
    try {
      const { newest, isReadOnly } = await look()
      needed ??= newestNeeded()
      if (newest < needed) return 'outdated'
      return isReadOnly ? 'read-only' : 'ready'
    } catch (error) {
      return isSchemaMissing(error) ? 'outdated' : 'unreachable'
    } finally {
      asking = undefined
    }
  }

  return async (deadline) => {
    asking ??= ask()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<Readiness>((resolve) => {
      timer = setTimeout(resolve, deadline, 'unreachable')
    })
    return Promise.race([asking, late]).finally(() => clearTimeout(timer))
  }
}
