/** Messages to the other processes about users with new writes. A sweep finds what a lost message was about. */
export interface WakeUps {
  /** Wakes the streams and the waiting calls of a user in the other processes. */
  publish(key: string): void
  close(): Promise<void>
}

export interface WakeUpOptions {
  /** Sends a text to the other processes by PostgreSQL. */
  readonly notify: (text: string) => Promise<void>
  readonly onWake: (key: string) => void
}
