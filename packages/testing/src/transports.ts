/** How tests call an operation. This file loads nothing, because a reporter of the test runner imports it. */
export const transports = ['rest', 'client', 'trpc', 'in-process'] as const
export type Transport = (typeof transports)[number]
