/** Changes in one batch. */
export const maxBatchChanges = 100

/** Changes on a page of the change feed. */
export const maxPageChanges = 500

/** Limits of requests about tasks. */
export const taskLimits = {
  /** Tasks on a page of a list. */
  pageTasks: 100,
  /** Tasks in a file. */
  fileTasks: 100_000,
  /** Invalid tasks in a file; with more, the whole file is refused. */
  fileFailures: 1000,
  /** Characters of the list of invalid tasks, in addition to four for each character of the file; with more, the whole file is refused. */
  fileFailuresLength: 131_072,
  /** Characters of JSON, or bytes of CSV, of one task in a file. */
  fileTaskLength: 262_144,
  /** Cells of a CSV file, including empty ones. */
  fileCells: 5_000_000,
  /** Names of unknown columns or fields in the report of an import. */
  fileIgnored: 50,
  batchChanges: maxBatchChanges,
  pageChanges: maxPageChanges,
  /** Tags in the statistics. */
  statsTags: 20,
} as const
