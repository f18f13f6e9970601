/** The commands on the typed client, in one chunk. */
export { callApi } from './call-api.js'
export { login, logout } from './login.js'
export { runOperation } from './run-operation.js'
