import { spawn } from 'node:child_process'

const openers: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/** Returns whether the user is probably on another computer, so that opening a browser is useless: over SSH, unless `BROWSER` is set. */
export function isRemote(): boolean {
  const { BROWSER, SSH_CONNECTION, SSH_TTY } = process.env
  return !BROWSER && Boolean(SSH_CONNECTION || SSH_TTY)
}

/** Opens a page in `$BROWSER` or the browser of the system, without a shell. Calls `onFailure` if there is none. */
export function openBrowser(url: string, onFailure: () => void): void {
  const [program = '', ...args] = toCommand(url)
  const child = spawn(program, args, { stdio: 'ignore', detached: true })
  child.on('error', onFailure)
  child.on('exit', (code) => {
    if (code) onFailure()
  })
  child.unref()
}

/** `BROWSER` is a program with arguments. The URL replaces `%s`, or else is the last argument. */
function toCommand(url: string): readonly string[] {
  const { BROWSER } = process.env
  const words = BROWSER ? BROWSER.split(' ').filter(Boolean) : (openers[process.platform] ?? ['xdg-open'])
  return words.includes('%s') ? words.map((word) => (word === '%s' ? url : word)) : [...words, url]
}
