/** Aborted when the process is asked to end, so that it can clean up first; asked again, it ends at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => controller.abort(new Error(`Stopped by ${signal}`)))
  }
  return controller.signal
}
