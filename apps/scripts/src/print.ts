/**
 * Writes to stdout, and resolves when it is written. Rejects where it cannot be, as on a full disk; a reader that has had enough,
 * such as `head`, is no failure.
 */
export async function print(text: string): Promise<void> {
  process.stdout.once('error', () => {}) // told below; unheard, it would end the process
  const error = await new Promise<NodeJS.ErrnoException | null | undefined>((resolve) => {
    process.stdout.write(text, resolve)
  })
  if (error && error.code !== 'EPIPE') throw error
}
