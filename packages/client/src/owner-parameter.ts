/** The path parameter that names the user whose data an operation reads or writes. */
export const ownerParameter = 'userId'

/** The value of `ownerParameter` that stands for the authenticated user; sent if the input has none. */
export const currentUser = 'me'
