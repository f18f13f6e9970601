/** Ways in which tests call an operation. This file has no imports because a test reporter loads it. */
export const transports = ['rest', 'client', 'trpc', 'in-process'] as const
export type Transport = (typeof transports)[number]

/** The transports of an operation. The typed client has no method for a stream. */
export function transportsOf({ kind }: { readonly kind: string }): readonly Transport[] {
  return kind === 'stream' ? transports.filter((transport) => transport !== 'client') : transports
}
