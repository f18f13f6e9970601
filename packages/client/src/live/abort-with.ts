/** Aborts with a reason, which `reasonOf` then returns also in runtimes without `AbortSignal.reason`, such as React Native. */
export function abortWith(controller: AbortController, reason: unknown): void {
  const { signal } = controller
  if (signal.aborted) return
  if (!('reason' in signal)) Object.assign(signal, { reason })
  controller.abort(reason)
}
