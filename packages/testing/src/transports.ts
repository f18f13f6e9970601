/** Ways in which tests call an operation. This file has no imports because a test reporter loads it. */
export const transports = ['rest', 'client', 'trpc', 'in-process'] as const
export type Transport = (typeof transports)[number]
