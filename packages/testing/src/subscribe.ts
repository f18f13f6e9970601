import { codeOfStatus, errors, Problem } from '@taskpact/contract'
import { createTRPCClient, httpSubscriptionLink, TRPCClientError } from '@trpc/client'
import type { AnyTRPCRouter } from '@trpc/server'
import { EventSource } from 'eventsource'
import { refused } from './call-by-transport.js'
import type { Input, Outcome } from './outcome.js'

interface Observer {
  onData(event: { readonly data: unknown }): void
  onError(error: unknown): void
}

/** Subscribes by tRPC's own link, and unsubscribes after the first event. */
export function subscribe(
  url: string,
  { name, input, token }: { name: string; input: Input; token?: string | undefined },
): Promise<Outcome> {
  const withToken: typeof fetch = (url, init) =>
    fetch(url, { ...init, headers: { ...init?.headers, ...(token && { authorization: `Bearer ${token}` }) } })
  const link = httpSubscriptionLink({
    url: `${url}/trpc`,
    EventSource,
    eventSourceOptions: { fetch: withToken as never },
  })
  const client = createTRPCClient<AnyTRPCRouter>({ links: [link] })
  const procedure = name.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], client)
  return new Promise((resolve, reject) => {
    const observer: Observer = {
      onData({ data }) {
        subscription.unsubscribe()
        resolve({ ok: true, value: data })
      },
      onError(error) {
        const [, status] = /status code \((\d+)\)/.exec(String(error)) ?? []
        if (error instanceof TRPCClientError && error.data) resolve(refused(Problem.parse(error.data.problem)))
        // The HTTP server itself refuses some requests, and an EventSource reads only the status.
        else if (status !== undefined) resolve(refused({ code: codeOfStatus(errors, Number(status)) }))
        else reject(error)
      },
    }
    const subscription = (
      procedure as { subscribe(input: Input, observer: Observer): { unsubscribe(): void } }
    ).subscribe(input, observer)
  })
}
