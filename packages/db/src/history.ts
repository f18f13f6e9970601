import { codeOf, isSchemaMissing } from './errors.js'

/** Identifies the writes that the database contains. */
export interface History {
  /** Replaced by `renew` and by a failover. Undefined until it was read from a migrated database. */
  readonly epoch: string | undefined
  /** Reads the epoch, and replaces it if the database has become another one since. Rejects if the database does not respond. */
  check(): Promise<void>
  /** Replaces the epoch, and returns the new one. Later writes get revisions that no other epoch has used. */
  renew(): Promise<string>
}

export interface HistoryObserver {
  /** Called when the epoch that this process knew was replaced. */
  readonly onNewEpoch?: ((epoch: string) => void) | undefined
  /** Called once if the database does not report its timeline, so that a failover is not detected. */
  readonly onTimelineUnknown?: ((error: unknown) => void) | undefined
}

/** Runs a statement without parameters, outside of transactions. */
export type Run = (statement: string) => Promise<readonly object[]>

export interface HistoryReader {
  readonly epoch: string | undefined
  /** Reads and, if necessary, replaces the epoch. A database without migrations has none. */
  read(run: Run): Promise<void>
}

/** `hasTimelines` is false for a database that cannot fail over. */
export function createHistoryReader(observer: HistoryObserver, hasTimelines: boolean): HistoryReader {
  let readsTimeline = hasTimelines

  async function select(run: Run): Promise<readonly object[]> {
    if (readsTimeline) {
      try {
        return await run(selectWithTimeline)
      } catch (error) {
        if (!isRefused(error)) throw error
        readsTimeline = false
        observer.onTimelineUnknown?.(error)
      }
    }
    return run(selectEpoch)
  }

  async function current(run: Run): Promise<Row | undefined> {
    const [row] = (await select(run)) as [Row?]
    if (!row?.hasMoved) return row
    // Of several processes one replaces the epoch; the others wait for it, and read the new one.
    const [moved] = (await run(replaceAfterFailover(await nextHistory(run, timeline)))) as [Row?]
    return moved ?? ((await run(selectEpoch)) as [Row?])[0]
  }

  let floor = -1
  const reader: { epoch: string | undefined; read: HistoryReader['read'] } = {
    epoch: undefined,
    async read(run) {
      try {
        const row = await current(run)
        // A response from before the replacement can arrive after a later one.
        if (!row || Number(row.floor) < floor) return
        const isNew = reader.epoch !== undefined && row.epoch !== reader.epoch
        floor = Number(row.floor)
        reader.epoch = row.epoch
        if (isNew) observer.onNewEpoch?.(row.epoch)
      } catch (error) {
        if (!isSchemaMissing(error)) throw error
      }
    },
  }
  return reader
}

/** Rejects if migrations are missing. */
export async function renewEpoch(run: Run): Promise<string> {
  const [row] = (await run(renew(await nextHistory(run)))) as [Row?]
  if (!row) throw new TypeError('The statement that replaces the epoch returned no row')
  return row.epoch
}

interface Row {
  readonly epoch: string
  /** A bigint, which a driver may return as text. */
  readonly floor: number | string
  readonly hasMoved?: boolean
}

/** The database lacks the function or refuses to run it. */
function isRefused(error: unknown): boolean {
  return /^(42501|42883|0A000)$/.test(codeOf(error))
}

/**
 * The timeline of the server, which every promotion increases. Unlike that of `pg_control_checkpoint()`, it does not wait for the
 * first checkpoint after the promotion. Null if the server accepts no writes.
 */
const timeline = `case when not pg_is_in_recovery() and current_setting('transaction_read_only') = 'off'
  then ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int end`

/** What a new epoch consists of. */
interface NextHistory {
  readonly epoch: string
  readonly floor: number | string
  readonly timeline: number | null
}

/** Read separately, because Citus accepts only constants in a statement that writes to all nodes. */
async function nextHistory(run: Run, currentTimeline = 'null'): Promise<NextHistory> {
  const [row] = (await run(`select left(replace(gen_random_uuid()::text, '-', ''), 12) as epoch,
    (extract(epoch from clock_timestamp()) * 100000)::bigint as floor, ${currentTimeline} as timeline`)) as [
    NextHistory?,
  ]
  if (!row) throw new TypeError('The statement that makes an epoch returned no row')
  return row
}

/**
 * Exceeds every revision that another epoch has used, unless a user made 100 writes a millisecond since its start. Below 10^15, which
 * doubles and `If-Match` hold.
 */
const floorAfter = (floor: string, next: NextHistory) => `greatest(${floor} + 1, ${next.floor})::bigint`

// Restoring data into existing tables can leave several rows.
const newest = 'order by revision_floor desc limit 1'

const selectEpoch = `select epoch, revision_floor as floor from history ${newest}`

const selectWithTimeline = `select epoch, revision_floor as floor,
  coalesce(coalesce(timeline, 0) < ${timeline}, false) as "hasMoved"
  from history ${newest}`

/** The first process after the migration or a `renew` only stores the timeline. */
const replaceAfterFailover = (next: NextHistory) => `update history set
    epoch = case when timeline is null then epoch else '${next.epoch}' end,
    revision_floor = case when timeline is null then revision_floor else ${floorAfter('revision_floor', next)} end,
    timeline = ${next.timeline}
  where coalesce(timeline, 0) < ${next.timeline} returning epoch, revision_floor as floor`

const renew = (next: NextHistory) => `with previous as (delete from history returning revision_floor)
  insert into history (epoch, revision_floor)
  select '${next.epoch}', ${floorAfter('coalesce(max(revision_floor), 0)', next)} from previous
  returning epoch, revision_floor as floor`
