/**
 * Raised by a change that breaks who knows the contract of before: what is taken away, renamed, newly required or means something
 * else. What is added leaves it as it is.
 */
export const contractVersion = 1

/** The header in which a client names the contract that it was made for, and is told that of the server. */
export const contractHeader = 'Taskpact-Contract'
