/**
 * Every table except `users` leads its primary key and its indexes with `user_id`, and every statement names the user
 * (except the one that purges the trash), so that tables can be distributed by user.
 */
export { authEvents, endedTokens, sessions, users } from './accounts.js'
export { idempotencyKeys, userRevisions } from './engine.js'
export { dueDown, dueUp, searchText, tagsSeparator, tasks } from './tasks.js'
