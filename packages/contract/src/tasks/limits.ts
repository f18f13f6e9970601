/** Limits of requests about tasks. */
export const taskLimits = {
  /** Tasks in a file. */
  fileTasks: 100_000,
  /** Invalid tasks in a file; with more, the whole file is refused. */
  fileFailures: 1000,
  /** Names of unknown columns or fields in the report of an import. */
  fileIgnored: 50,
  /** Changes in one batch. */
  batchChanges: 100,
  /** Tags in the statistics. */
  statsTags: 20,
} as const
