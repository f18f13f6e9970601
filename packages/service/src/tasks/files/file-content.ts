import type { DateOrder, Issue } from '@taskpact/contract'

/** A task in a file. */
export interface FileRow {
  /** Number of the task in the file, from 1. */
  readonly row: number
  /** An object with fields of `ImportedTask`. Not validated. */
  readonly value: unknown
  /** What the reader could not convert. The task is not imported if there is any. */
  readonly issues?: readonly Issue[]
}

/** The content of a file. */
export interface FileContent {
  readonly rows: readonly FileRow[] | AsyncIterable<FileRow>
  /** Names that `ignoredNames` collects. Complete after the last row. */
  readonly ignored: readonly string[]
}

/**
 * Reads a format. The content has no byte order mark. Throws `invalid_json` or `invalid_input`, while it or the rows are read, if the
 * text is not a file of the format.
 */
export type FileReader = (content: string, options: FileOptions) => FileContent

export interface FileOptions {
  /** How the file writes dates that are not in ISO 8601. */
  readonly dateOrder?: DateOrder | undefined
}
