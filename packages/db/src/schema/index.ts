/**
 * Every table except `users`, `emails`, `access_tokens`, `identities`, `oauth_records`, `oauth_keys` and `history` leads its primary key and its indexes with `user_id`,
 * and every statement names the user, so that tables can be distributed by user, `users` by `id`, `emails` by `email`, and the next three
 * by `hash`. Jobs find their users by statements over all
 * of them; only `tasks_purge` is an index for that.
 */
export { accessTokens, authEvents, emails, endedTokens, sessions, users } from './accounts.js'
export { history, idempotencyKeys, userRevisions } from './engine.js'
export { identities, passkeys, recoveryCodes, totpSecrets, usedTickets } from './factors.js'
export { type LetterPair, letterPair, letterPairPatterns } from './letter-pairs.js'
export { emailTokens, mails } from './mail.js'
export { oauthKeys, oauthRecords } from './oauth.js'
export { taskSummaries } from './task-summaries.js'
export {
  dueDown,
  dueUp,
  hasStaleKeys,
  hasUnusualFollower,
  searchText,
  tagsSeparator,
  tasks,
  titleOrder,
} from './tasks.js'
