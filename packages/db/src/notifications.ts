import type { DatabaseRole } from './database-url.js'

/** Messages between the processes that use a database (`LISTEN` and `NOTIFY` of PostgreSQL). */
export interface Notifications {
  /** Sends a text of at most 7800 bytes to the other processes. Those that are not connected now do not receive it. */
  send(text: string): void
  close(): Promise<void>
}

export interface NotificationOptions {
  /** Which setting the URL is from. */
  readonly role: DatabaseRole
  /** Milliseconds for a statement. */
  readonly timeout: number
  /**
   * Sends a text to all that are connected: `notify` of the database. It uses another connection, because a pooler for transactions passes
   * on only what arrives during a statement.
   */
  readonly notify: (text: string) => Promise<void>
  /** Called with each text of another process. */
  readonly onMessage: (text: string) => void
  /**
   * Called if the server accepts `LISTEN` but a message of this process to itself does not arrive, as through a pooler for transactions. The
   * connection is then closed.
   */
  readonly onSilent: () => void
}

/** Connects in the background, again after each failure. Returns undefined for a URL that names a pooler for transactions. */
export async function openNotifications(url: string, options: NotificationOptions): Promise<Notifications | undefined> {
  return (await import('./postgres/open-notifications.js')).openNotifications(url, options)
}
