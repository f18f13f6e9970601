/** The header in which a client names the contract it was built for, and in which the server names its own. */
export const contractHeader = 'Taskpact-Contract'
