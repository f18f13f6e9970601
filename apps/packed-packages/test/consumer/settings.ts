/** What the test passes to the suite. */
export interface Settings {
  /** URL of the server. */
  readonly server: string
  /** URL of the faulty proxy in front of it. */
  readonly proxy: string
  /** URL on which no server listens. */
  readonly unused: string
  /** Distinguishes the users of this run. */
  readonly run: string
  /** Globals to delete first, such as `URLSearchParams.prototype.size`. */
  readonly missing: readonly string[]
}

export interface Outcome {
  readonly passed: readonly string[]
  /** The error of each step that failed, by the name of the step. */
  readonly failed: Readonly<Record<string, string>>
  /** The globals that could not be deleted. */
  readonly kept: readonly string[]
}

declare global {
  var suiteSettings: Settings
}

export const settings: Settings = globalThis.suiteSettings
