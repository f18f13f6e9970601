/** Whether a database answers, and has all that this build needs; a newer one has. */
export type Readiness = 'ready' | 'unreachable' | 'outdated'
export type Check = (deadline: number) => Promise<Readiness>

interface Asked {
  /** When the newest migration was made that the database has. Rejects with 42P01 where none was ever applied. */
  readonly newestApplied: () => Promise<number>
  readonly newestNeeded: () => number
  readonly ping: () => Promise<unknown>
}

/** Who checks while another does is told what that one hears. It was up to date once: then it remains so. */
export function createCheck({ newestApplied, newestNeeded, ping }: Asked): Check {
  let isUpToDate = false
  let asking: Promise<Readiness> | undefined

  async function ask(): Promise<Readiness> {
    try {
      if (isUpToDate) await ping()
      else isUpToDate = (await newestApplied()) >= newestNeeded()
      return isUpToDate ? 'ready' : 'outdated'
    } catch (error) {
      return (error as { code?: unknown }).code === '42P01' ? 'outdated' : 'unreachable'
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
