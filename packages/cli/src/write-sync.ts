/**
 * Writes to stdout (1) or stderr (2) without the streams of the process, whose modules take longer to load than a help text takes to print.
 * A closed pipe is not an error.
 */
export function writeSync(descriptor: 1 | 2, text: string): void {
  // Not imported: an import also loads the parts of the module that are not used.
  const fs = process.getBuiltinModule('node:fs')
  for (let rest = Buffer.from(text); rest.length > 0; ) {
    try {
      rest = rest.subarray(fs.writeSync(descriptor, rest))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EPIPE') return
      if (code !== 'EAGAIN') throw error // a full pipe that does not block
    }
  }
}
