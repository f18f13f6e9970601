/** A field of an operation on the command line: a flag or a positional argument. */
export interface Flag {
  /** The field of the input, such as `dueDate`. Its flag is `--due-date`. */
  readonly field: string
  /** How the text becomes a value. A `secret` has no flag, because other users can see command lines. */
  readonly type: 'text' | 'integer' | 'boolean' | 'list' | 'json' | 'secret'
  /** Generated flags have theirs in `descriptions.gen.ts`, which only help and completion load. */
  readonly description?: string
  /** The values that are allowed, if there are few. */
  readonly values?: readonly string[]
  readonly required?: true
  /** `null` clears the field. */
  readonly nullable?: true
  readonly example?: string
}

/** A command of the command line, with what parsing, help, completion and output need. */
export interface Command {
  /** The words after `taskpact`, such as `tasks list`. */
  readonly words: string
  /** Generated commands have theirs in `descriptions.gen.ts`. */
  readonly summary?: string
  /** Positional arguments, all required. */
  readonly args: readonly Flag[]
  readonly flags: readonly Flag[]
}

/** A command that calls an operation of the API. */
export interface OperationCommand extends Command {
  /** Such as `tasks.list`. */
  readonly operation: string
  /** Whether it needs no user. */
  readonly public?: true
  /** Whether it changes data: refused with `--read-only`. */
  readonly changes?: true
  /** Whether it cannot be undone: asks before. */
  readonly destroys?: true
  /** The field that `--input` fills with the content of a file; otherwise `--input` is JSON. */
  readonly file?: string
  /** The list that an array in `--input` stands for. */
  readonly list?: string
  readonly output: 'none' | 'file' | 'json'
  /** The property of the output that contains the rows of the table. */
  readonly rows?: string
  /** Columns of the table; `task.title` is a property of a nested object. */
  readonly columns: readonly string[]
  /** Names that `--json` accepts. */
  readonly fields: readonly string[]
  /** The field of the input that takes `nextCursor`. */
  readonly cursor?: string
  /** The operation with the live changes after which `--watch` prints again; or the operation itself, whose items are printed. */
  readonly watch?: string
  /** Whether it always watches. */
  readonly watches?: true
  /** Values of fields that are not given, where the command line has other defaults than the API. */
  readonly defaults?: Readonly<Record<string, string>>
}

/** Returns the flag of a field: `dueDate` is `due-date`. */
export function toKebabCase(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** Whether a flag takes no value. */
export function isSwitch({ type, values }: Flag): boolean {
  return type === 'boolean' && !values
}
