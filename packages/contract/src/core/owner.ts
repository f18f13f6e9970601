/** The path parameter that names the user whose data a request reads or writes. */
export const ownerParameter = 'userId'

/** Stands for the caller in place of a user id. */
export const self = 'me'
