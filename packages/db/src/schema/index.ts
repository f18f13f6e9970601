/**
 * Every table except `users` leads its primary key and its indexes with `user_id`, and every statement names the user
 * (except those that find the users of the jobs: purge of the trash, refill of keys), so that tables can be distributed by user.
 */
export { authEvents, endedTokens, sessions, users } from './accounts.js'
export { history, idempotencyKeys, userRevisions } from './engine.js'
export { dueDown, dueUp, hasStaleKeys, searchText, tagsSeparator, tasks, titleOrder } from './tasks.js'
