/** Returns a signal that is aborted by SIGINT, SIGTERM or SIGHUP, to clean up first; a second one ends the process at once. */
export function terminationSignal(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => controller.abort(new Error(`Stopped by ${signal}`)))
  }
  return controller.signal
}
