/**
 * Writes to stdout and resolves when the text is written. Rejects if writing fails, such as on a full disk. A closed pipe (EPIPE),
 * such as that of `head`, is not an error.
 */
export async function print(text: string): Promise<void> {
  process.stdout.once('error', () => {}) // handled below; without a listener it would end the process
  const error = await new Promise<NodeJS.ErrnoException | null | undefined>((resolve) => {
    process.stdout.write(text, resolve)
  })
  if (error && error.code !== 'EPIPE') throw error
}
