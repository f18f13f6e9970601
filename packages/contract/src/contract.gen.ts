// Generated from the routes by `pnpm generate`.
import type { auth, system, tasks } from './index.js'
import type { Named, WithProblems } from './problem-responses.js'

export interface System extends Named<{
  /**
   * Check health.
   *
   * Returns the status, environment and version of the service. Requires no token and does not query the database.
   */
  readonly health: SystemHealth
  /**
   * Check liveness.
   *
   * Returns 200 while the process responds, for a restart policy. Requires no token and has no dependencies.
   */
  readonly live: SystemLive
  /**
   * Check readiness.
   *
   * Returns 200 while the service can process requests, at least of some users, for a load balancer. Requires no token. Fails with `unavailable` if the database is unreachable or lacks a migration, and while the server shuts down.
   */
  readonly ready: SystemReady
}, typeof system> {}

export interface SystemHealth extends WithProblems<typeof system.health> {}

export interface SystemLive extends WithProblems<typeof system.live> {}

export interface SystemReady extends WithProblems<typeof system.ready> {}

export interface Auth extends Named<{
  /**
   * Create an account.
   *
   * Creates an account and signs the new user in. Fails with `email_taken` if the e-mail address already has an account. E-mail addresses are case-insensitive. Sends a mail to verify the address, if the server sends mail. If it requires verified addresses, it creates the account but no session: then it fails with `email_not_verified`, also if the address has an account, whose owner gets a mail.
   */
  readonly signup: AuthSignup
  /**
   * Sign in.
   *
   * Starts a session and returns its tokens. Fails with `invalid_credentials` if the e-mail address or the password is wrong, with `second_factor_required` if the account has a second factor and the device is not remembered, with `email_not_verified` if the server requires a verified address, and with `rate_limited` after too many failed attempts.
   */
  readonly signin: AuthSignin
  /**
   * Refresh tokens.
   *
   * Returns a new access token and a new refresh token. If the response is lost, repeat the request: the previous refresh token returns the same successor until that successor, or the access token returned with it, is used. Using it more than 10 seconds later revokes the session. Fails with `invalid_token` if the refresh token is invalid or the session has ended, and with `forbidden` if the cookie is sent from an origin that is not allowed, or without the header `X-Requested-With` to a server that requires it. The rate limit counts each session separately; requests with an invalid refresh token count by client address and do not affect sessions.
   */
  readonly refresh: AuthRefresh
  /**
   * Get the session of the cookie.
   *
   * Returns the user whose session is in the refresh token cookie, or null if the request has no cookie of an active session. Changes nothing: the refresh token stays valid. Call it to find out whether a user is signed in, or whether the browser kept the cookie of a sign-in. Fails with `forbidden` if the cookie is sent from an origin that is not allowed, or without the header `X-Requested-With` to a server that requires it.
   */
  readonly session: AuthSession
  /**
   * Sign out.
   *
   * Ends the current session and invalidates its tokens. A token of an external issuer is refused from then on, with all earlier tokens of its `sid`; the session at the issuer stays. Fails with `token_not_revocable` if the token has no `sid`, `jti` or `iat`.
   */
  readonly signout: AuthSignout
  /**
   * Get the current user.
   *
   * Returns the user of the access token.
   */
  readonly me: AuthMe
  /**
   * Update the current user.
   *
   * Changes the given fields; all others keep their values.
   */
  readonly updateMe: AuthUpdateMe
  /**
   * Change the password.
   *
   * Changes the password, ends all sessions of the user, disconnects all apps, and starts a new session. Requires the current password if the account has one: fails with `wrong_password` if it is wrong, and with `step_up_required` if the account has a second factor and the session was not confirmed in the last 10 minutes. An account without a password gets one: fails with `recent_sign_in_required` if the sign-in is too old.
   */
  readonly changePassword: AuthChangePassword
  /**
   * Delete the account.
   *
   * Permanently deletes the user with all sessions and tasks. A user with a password must send it: fails with `wrong_password` if it is wrong. A user without one must have signed in less than 10 minutes ago, or 5 with a token of an external issuer: fails with `recent_sign_in_required`. Fails with `step_up_required` if the account has a second factor and the session was not confirmed in the last 10 minutes. Earlier tokens are refused; a later one creates an empty account.
   */
  readonly deleteMe: AuthDeleteMe
  /**
   * Export your data.
   *
   * Returns all data stored about the current user, as it was when the export began. The response is streamed and can be large. Importing it restores the tasks, also those in the trash.
   */
  readonly exportMe: AuthExportMe
  /**
   * Verify the e-mail address.
   *
   * Marks the e-mail address of the account as verified, by the token of the mail that a sign-up sends. The token can be used once, within 24 hours. Fails with `invalid_link` if the token is wrong, has expired or was used before.
   */
  readonly verifyEmail: AuthVerifyEmail
  /**
   * Send the verification mail again.
   *
   * Sends a new link for `auth.verifyEmail` if an account has the address and has not verified it; earlier links become invalid. The response and its time do not reveal whether an account has the address. Fails with `rate_limited` after too many mails to one address, and with `not_configured` if the server sends no mail.
   */
  readonly resendVerification: AuthResendVerification
  /**
   * Send a mail to reset the password.
   *
   * Sends a link for `auth.resetPassword` if an account of this server has the address; earlier links become invalid. The response and its time do not reveal whether an account has the address. Fails with `rate_limited` after too many mails to one address, and with `not_configured` if the server sends no mail.
   */
  readonly requestPasswordReset: AuthRequestPasswordReset
  /**
   * Reset the password.
   *
   * Sets a new password by the token of a mail, verifies the e-mail address, ends all sessions and personal access tokens of the user, and disconnects all apps. The token can be used once, within one hour. A second factor stays, unless the address had never been verified: then everything that was set up before the reset is removed. Fails with `invalid_link` if the token is wrong, has expired or was used before.
   */
  readonly resetPassword: AuthResetPassword
  /**
   * Change the e-mail address.
   *
   * Sends a link for `auth.confirmEmail` to the new address. The current one stays until the link is used, within 24 hours. Requires the password if the account has one: fails with `wrong_password` if it is wrong, and with `step_up_required` if the account has a second factor and the session was not confirmed in the last 10 minutes. Fails with `conflict` if the address follows an external issuer, and with `not_configured` if the server sends no mail. The response does not reveal whether another account has the address.
   */
  readonly changeEmail: AuthChangeEmail
  /**
   * Confirm the new e-mail address.
   *
   * Completes a change of the e-mail address by the token of the mail to the new address. The previous address gets a mail whose link undoes the change within 72 hours. Fails with `invalid_link` if the token is wrong, has expired or was used before. Fails with `email_taken` if another account has the address.
   */
  readonly confirmEmail: AuthConfirmEmail
  /**
   * Undo a change of the e-mail address.
   *
   * Restores the previous e-mail address by the token of the mail that announced the change, ends all sessions and personal access tokens of the user, disconnects all apps, removes the password and what was set up since the change, and sends a mail to set a new password. If the address had never been verified, removes everything that was set up before, too. Fails with `invalid_link` if the token is wrong, has expired or was used before.
   */
  readonly undoEmailChange: AuthUndoEmailChange
  /**
   * Send a mail to sign in.
   *
   * Sends a link for `auth.signInWithLink` if an account of this server has the address; earlier links become invalid. The response and its time do not reveal whether an account has the address. Fails with `rate_limited` after too many mails to one address, and with `not_configured` if the server sends no mail.
   */
  readonly requestSignInLink: AuthRequestSignInLink
  /**
   * Sign in by a link.
   *
   * Starts a session by the token of a mail, and verifies the e-mail address. The token can be used once, within 15 minutes. If the address had never been verified, removes the password and what was set up before, disconnects all apps, and ends all sessions and personal access tokens: someone else may have registered the address. With a second factor, nothing is verified or removed. Fails with `invalid_link` if the token is wrong, has expired or was used before. Fails with `second_factor_required` if the account has a second factor.
   */
  readonly signInWithLink: AuthSignInWithLink
  /**
   * Sign in by a code.
   *
   * Completes a sign-in that failed with `second_factor_required`, by its ticket and either a code of the authenticator app or a recovery code, and starts a session, which counts as confirmed. A ticket is valid for 10 minutes. Fails with `invalid_ticket` if it is wrong, has expired or was used before, or if the password or the second factor was changed since. Fails with `invalid_code` if the code is wrong or was used before, and with `rate_limited` after too many wrong codes.
   */
  readonly signInWithCode: AuthSignInWithCode
  /**
   * Confirm the session.
   *
   * Confirms the session of the request for 10 minutes, as operations that fail with `step_up_required` need it. A user with a second factor sends a code or a recovery code, and the password if the account has one; any other user sends the password. Fails with `wrong_password` if the password is wrong, with `recent_sign_in_required` if the account has neither a password nor a second factor, and with `forbidden` for a token of an external issuer, which has no session. Fails with `invalid_code` if the code is wrong or was used before, and with `rate_limited` after too many wrong codes.
   */
  readonly stepUp: AuthStepUp
  readonly secondFactor: AuthSecondFactor
  readonly sessions: AuthSessions
  readonly tokens: AuthTokens
  readonly apps: AuthApps
  readonly passkeys: AuthPasskeys
  readonly identities: AuthIdentities
  readonly events: AuthEvents
}, typeof auth> {}

export interface AuthSignup extends WithProblems<typeof auth.signup> {}

export interface AuthSignin extends WithProblems<typeof auth.signin> {}

export interface AuthRefresh extends WithProblems<typeof auth.refresh> {}

export interface AuthSession extends WithProblems<typeof auth.session> {}

export interface AuthSignout extends WithProblems<typeof auth.signout> {}

export interface AuthMe extends WithProblems<typeof auth.me> {}

export interface AuthUpdateMe extends WithProblems<typeof auth.updateMe> {}

export interface AuthChangePassword extends WithProblems<typeof auth.changePassword> {}

export interface AuthDeleteMe extends WithProblems<typeof auth.deleteMe> {}

export interface AuthExportMe extends WithProblems<typeof auth.exportMe> {}

export interface AuthVerifyEmail extends WithProblems<typeof auth.verifyEmail> {}

export interface AuthResendVerification extends WithProblems<typeof auth.resendVerification> {}

export interface AuthRequestPasswordReset extends WithProblems<typeof auth.requestPasswordReset> {}

export interface AuthResetPassword extends WithProblems<typeof auth.resetPassword> {}

export interface AuthChangeEmail extends WithProblems<typeof auth.changeEmail> {}

export interface AuthConfirmEmail extends WithProblems<typeof auth.confirmEmail> {}

export interface AuthUndoEmailChange extends WithProblems<typeof auth.undoEmailChange> {}

export interface AuthRequestSignInLink extends WithProblems<typeof auth.requestSignInLink> {}

export interface AuthSignInWithLink extends WithProblems<typeof auth.signInWithLink> {}

export interface AuthSignInWithCode extends WithProblems<typeof auth.signInWithCode> {}

export interface AuthStepUp extends WithProblems<typeof auth.stepUp> {}

export interface AuthSecondFactor extends Named<{
  /**
   * Get the second factor.
   *
   * Returns whether sign-ins need a second factor, and how many recovery codes are left.
   */
  readonly get: AuthSecondFactorGet
  /**
   * Begin to set up a second factor.
   *
   * Returns the secret of an authenticator app. It has no effect until `auth.secondFactor.enable`, and replaces an earlier one. Requires the password if the account has one: fails with `wrong_password` if it is wrong. A user without one must have signed in less than 10 minutes ago: fails with `recent_sign_in_required`. Fails with `conflict` if a second factor is enabled already, and with `forbidden` for a token of an external issuer, whose sign-ins need no second factor here.
   */
  readonly begin: AuthSecondFactorBegin
  /**
   * Enable the second factor.
   *
   * Enables the authenticator app of `auth.secondFactor.begin` by its first code, and returns recovery codes. Sign-ins then need a code. Other sessions stay, remembered devices are forgotten, and the session of the request counts as confirmed. Fails with `invalid_code` if the code is wrong or was used before, and with `rate_limited` after too many wrong codes. Fails with `conflict` if a second factor is enabled already or was not begun, and with `forbidden` for a token of an external issuer.
   */
  readonly enable: AuthSecondFactorEnable
  /**
   * Disable the second factor.
   *
   * Removes the authenticator app and the recovery codes. Sign-ins then need no code. Fails with `step_up_required` if the account has a second factor and the session was not confirmed in the last 10 minutes. Fails with `conflict` if no second factor is enabled.
   */
  readonly disable: AuthSecondFactorDisable
  /**
   * Replace the recovery codes.
   *
   * Returns new recovery codes; earlier ones become invalid. Fails with `step_up_required` if the account has a second factor and the session was not confirmed in the last 10 minutes. Fails with `conflict` if no second factor is enabled.
   */
  readonly replaceRecoveryCodes: AuthSecondFactorReplaceRecoveryCodes
  /**
   * Forget all remembered devices.
   *
   * Requires the second factor again for sign-ins from devices that were remembered. Fails with `step_up_required` if the account has a second factor and the session was not confirmed in the last 10 minutes. Without one, requires the password if the account has one: fails with `wrong_password` if it is wrong. A user without one must have signed in less than 10 minutes ago: fails with `recent_sign_in_required`.
   */
  readonly forgetDevices: AuthSecondFactorForgetDevices
}, typeof auth.secondFactor> {}

export interface AuthSecondFactorGet extends WithProblems<typeof auth.secondFactor.get> {}

export interface AuthSecondFactorBegin extends WithProblems<typeof auth.secondFactor.begin> {}

export interface AuthSecondFactorEnable extends WithProblems<typeof auth.secondFactor.enable> {}

export interface AuthSecondFactorDisable extends WithProblems<typeof auth.secondFactor.disable> {}

export interface AuthSecondFactorReplaceRecoveryCodes extends WithProblems<typeof auth.secondFactor.replaceRecoveryCodes> {}

export interface AuthSecondFactorForgetDevices extends WithProblems<typeof auth.secondFactor.forgetDevices> {}

export interface AuthSessions extends Named<{
  /**
   * List sessions.
   *
   * Returns a page of the active sessions of the current user, most recently used first. A user has at most 100 sessions: another sign-in ends the one that was not used for the longest time. Fails with `invalid_cursor` if the cursor belongs to another list, and with `cursor_expired` if the database has been restored since.
   */
  readonly list: AuthSessionsList
  /**
   * End a session.
   *
   * Ends one session of the current user and invalidates its tokens. Fails with `not_found` if the user has no such session.
   */
  readonly revoke: AuthSessionsRevoke
  /**
   * End all other sessions.
   *
   * Ends all sessions of the current user except the session of the request, and all tokens that external issuers have issued until now, except the token of the request. Fails with `token_not_revocable` if that one is from an external issuer and has no `iat`.
   */
  readonly revokeOthers: AuthSessionsRevokeOthers
}, typeof auth.sessions> {}

export interface AuthSessionsList extends WithProblems<typeof auth.sessions.list> {}

export interface AuthSessionsRevoke extends WithProblems<typeof auth.sessions.revoke> {}

export interface AuthSessionsRevokeOthers extends WithProblems<typeof auth.sessions.revokeOthers> {}

export interface AuthTokens extends Named<{
  /**
   * List personal access tokens.
   *
   * Returns a page of the personal access tokens of the current user, newest first, also those that have expired in the last 30 days. Fails with `invalid_cursor` if the cursor belongs to another list, and with `cursor_expired` if the database has been restored since.
   */
  readonly list: AuthTokensList
  /**
   * Create a personal access token.
   *
   * Creates a personal access token, for scripts and assistants. Only this response contains it. `password` is required if the account has one: fails with `wrong_password` if it is wrong. Without one, fails with `recent_sign_in_required` if the sign-in is older than 10 minutes, or 5 with a token of an external issuer. Fails with `step_up_required` if the account has a second factor and the session was not confirmed in the last 10 minutes. Fails with `quota_exceeded` if the user has 50 valid tokens. A change of the password does not end tokens: revoke them.
   */
  readonly create: AuthTokensCreate
  /**
   * Revoke a personal access token.
   *
   * Ends a token at once, and the streams that were opened with it. Fails with `not_found` if the user has no such token.
   */
  readonly revoke: AuthTokensRevoke
}, typeof auth.tokens> {}

export interface AuthTokensList extends WithProblems<typeof auth.tokens.list> {}

export interface AuthTokensCreate extends WithProblems<typeof auth.tokens.create> {}

export interface AuthTokensRevoke extends WithProblems<typeof auth.tokens.revoke> {}

export interface AuthApps extends Named<{
  /**
   * List connected apps.
   *
   * Returns a page of the apps that the current user has authorized at this server, newest first, as the consent page showed them. A server that does not authorize apps has none. Fails with `invalid_cursor` if the cursor belongs to another list, and with `cursor_expired` if the database has been restored since.
   */
  readonly list: AuthAppsList
  /**
   * Disconnect an app.
   *
   * Ends the access of an app at once: its tokens are no longer accepted, and the streams that it opened end. Fails with `not_found` if the user has no such app.
   */
  readonly revoke: AuthAppsRevoke
}, typeof auth.apps> {}

export interface AuthAppsList extends WithProblems<typeof auth.apps.list> {}

export interface AuthAppsRevoke extends WithProblems<typeof auth.apps.revoke> {}

export interface AuthPasskeys extends Named<{
  /**
   * Begin to add a passkey.
   *
   * Returns the options for `navigator.credentials.create`, and a ticket for `auth.passkeys.register`. Stores nothing. Requires the password if the account has one, unless the session was confirmed in the last 10 minutes: fails with `wrong_password` if it is wrong, with `step_up_required` if the account has a second factor, and with `recent_sign_in_required` if the account has no password and the sign-in is too old. Fails with `quota_exceeded` if the user has 20 passkeys, and with `conflict` if the id of the user has more than 64 bytes, which an external issuer can choose. Fails with `not_configured` if the server has no domain for passkeys.
   */
  readonly beginRegistration: AuthPasskeysBeginRegistration
  /**
   * Add a passkey.
   *
   * Adds a passkey by the response of `navigator.credentials.create`. Fails with `invalid_ticket` if the ticket is wrong, is older than 5 minutes or was used before. The ticket is valid only in the session that requested the registration. Fails with `invalid_input` for `/response` if the response does not verify, such as one of another origin or without user verification, with `quota_exceeded` if the user has 20 passkeys, and with `conflict` if the user has this passkey. Fails with `not_configured` if the server has no domain for passkeys.
   */
  readonly register: AuthPasskeysRegister
  /**
   * List passkeys.
   *
   * Returns a page of the passkeys of the current user, newest first. Fails with `invalid_cursor` if the cursor belongs to another list, and with `cursor_expired` if the database has been restored since.
   */
  readonly list: AuthPasskeysList
  /**
   * Rename a passkey.
   *
   * Changes the name of a passkey. Fails with `not_found` if the user has no such passkey.
   */
  readonly rename: AuthPasskeysRename
  /**
   * Remove a passkey.
   *
   * Removes a passkey, which can no longer sign in. Sessions that it has started stay. Requires the password if the account has one, unless the session was confirmed in the last 10 minutes: fails with `wrong_password` if it is wrong, with `step_up_required` if the account has a second factor, and with `recent_sign_in_required` if the account has no password and the sign-in is too old. Fails with `not_found` if the user has no such passkey, and with `conflict` if it is the last way to sign in.
   */
  readonly remove: AuthPasskeysRemove
  /**
   * Begin to sign in with a passkey.
   *
   * Returns the options for `navigator.credentials.get`, and a ticket for `auth.passkeys.signIn`. The options name no passkey: the browser offers those that it has. Stores nothing. Fails with `not_configured` if the server has no domain for passkeys.
   */
  readonly beginSignIn: AuthPasskeysBeginSignIn
  /**
   * Sign in with a passkey.
   *
   * Starts a session by the response of `navigator.credentials.get`. It counts as confirmed by a second factor, because the passkey has verified the user. Fails with `invalid_ticket` if the ticket is wrong, is older than 5 minutes or was used before. Fails with `invalid_credentials` if the passkey is unknown or was removed, or the response does not verify; the response does not reveal which. Fails with `email_not_verified` if the server requires a verified address. Fails with `not_configured` if the server has no domain for passkeys.
   */
  readonly signIn: AuthPasskeysSignIn
  /**
   * Begin to confirm the session with a passkey.
   *
   * Returns the options for `navigator.credentials.get`, and a ticket for `auth.passkeys.stepUp`. Stores nothing. Fails with `not_found` if the user has no passkey, and with `conflict` if the token is from an external issuer. Fails with `not_configured` if the server has no domain for passkeys.
   */
  readonly beginStepUp: AuthPasskeysBeginStepUp
  /**
   * Confirm the session with a passkey.
   *
   * Confirms the session for 10 minutes by the response of `navigator.credentials.get`: until then, critical operations require no password. Fails with `invalid_ticket` if the ticket is wrong, is older than 5 minutes or was used before. The ticket is valid only in the session that requested it. Fails with `invalid_input` for `/response` if it is not by a passkey of the user or does not verify. Fails with `not_configured` if the server has no domain for passkeys.
   */
  readonly stepUp: AuthPasskeysStepUp
}, typeof auth.passkeys> {}

export interface AuthPasskeysBeginRegistration extends WithProblems<typeof auth.passkeys.beginRegistration> {}

export interface AuthPasskeysRegister extends WithProblems<typeof auth.passkeys.register> {}

export interface AuthPasskeysList extends WithProblems<typeof auth.passkeys.list> {}

export interface AuthPasskeysRename extends WithProblems<typeof auth.passkeys.rename> {}

export interface AuthPasskeysRemove extends WithProblems<typeof auth.passkeys.remove> {}

export interface AuthPasskeysBeginSignIn extends WithProblems<typeof auth.passkeys.beginSignIn> {}

export interface AuthPasskeysSignIn extends WithProblems<typeof auth.passkeys.signIn> {}

export interface AuthPasskeysBeginStepUp extends WithProblems<typeof auth.passkeys.beginStepUp> {}

export interface AuthPasskeysStepUp extends WithProblems<typeof auth.passkeys.stepUp> {}

export interface AuthIdentities extends Named<{
  /**
   * List identity providers.
   *
   * Returns the identity providers with which users can sign in to this server.
   */
  readonly providers: AuthIdentitiesProviders
  /**
   * Begin a sign-in with an identity provider.
   *
   * Returns the URL at which the user signs in, and a ticket for `auth.identities.signIn` that is valid for 10 minutes. Fails with `not_configured` if the server does not have the provider, and with `unavailable` if the provider does not respond within five seconds.
   */
  readonly beginSignIn: AuthIdentitiesBeginSignIn
  /**
   * Sign in with an identity provider.
   *
   * Starts a session of the user who has the identity. An unknown identity gets a new account, with its e-mail address if the provider has verified it. Fails with `conflict` if that address belongs to an account: sign in to it, and link the identity by `auth.identities.beginLink`. Fails with `invalid_ticket` if the ticket is wrong, has expired or was used before, with `second_factor_required` if the account has a second factor, and with `not_configured` if the server no longer has the provider. Fails with `invalid_credentials` if the provider refuses or its response does not belong to the ticket, and with `unavailable` if the provider does not respond within five seconds.
   */
  readonly signIn: AuthIdentitiesSignIn
  /**
   * List identities.
   *
   * Returns the accounts at identity providers with which the current user can sign in, oldest first.
   */
  readonly list: AuthIdentitiesList
  /**
   * Begin to link an identity.
   *
   * Returns the URL at which the user signs in, and a ticket for `auth.identities.link` that is valid for 10 minutes in this session. Requires the password if the account has one: fails with `wrong_password` if it is wrong, with `step_up_required` if the account has a second factor and the session was not confirmed in the last 10 minutes, and without a password with `recent_sign_in_required` if the sign-in is older than 10 minutes. Fails with `not_configured` if the server does not have the provider, and with `unavailable` if the provider does not respond within five seconds.
   */
  readonly beginLink: AuthIdentitiesBeginLink
  /**
   * Link an identity.
   *
   * Adds an account at an identity provider as a way to sign in, and sends a mail about it. Fails with `invalid_ticket` if the ticket is wrong, has expired, was used before or belongs to another session, with `conflict` if the identity is linked already, with `quota_exceeded` if the user has 20 identities, and with `not_configured` if the server no longer has the provider. Fails with `invalid_credentials` if the provider refuses or its response does not belong to the ticket, and with `unavailable` if the provider does not respond within five seconds.
   */
  readonly link: AuthIdentitiesLink
  /**
   * Unlink an identity.
   *
   * Removes an identity, and sends a mail about it. Sessions that were started with it stay. Requires the password if the account has one: fails with `wrong_password` if it is wrong, with `step_up_required` if the account has a second factor and the session was not confirmed in the last 10 minutes, and without a password with `recent_sign_in_required` if the sign-in is older than 10 minutes. Fails with `conflict` if it is the last way to sign in: no password, passkey or other identity, and no verified e-mail address for links. Fails with `not_found` if the user has no such identity.
   */
  readonly unlink: AuthIdentitiesUnlink
}, typeof auth.identities> {}

export interface AuthIdentitiesProviders extends WithProblems<typeof auth.identities.providers> {}

export interface AuthIdentitiesBeginSignIn extends WithProblems<typeof auth.identities.beginSignIn> {}

export interface AuthIdentitiesSignIn extends WithProblems<typeof auth.identities.signIn> {}

export interface AuthIdentitiesList extends WithProblems<typeof auth.identities.list> {}

export interface AuthIdentitiesBeginLink extends WithProblems<typeof auth.identities.beginLink> {}

export interface AuthIdentitiesLink extends WithProblems<typeof auth.identities.link> {}

export interface AuthIdentitiesUnlink extends WithProblems<typeof auth.identities.unlink> {}

export interface AuthEvents extends Named<{
  /**
   * List account events.
   *
   * Returns a page of sign-ins, password changes and other security events, newest first. Fails with `invalid_cursor` if the cursor belongs to another list, and with `cursor_expired` if the database has been restored since.
   */
  readonly list: AuthEventsList
}, typeof auth.events> {}

export interface AuthEventsList extends WithProblems<typeof auth.events.list> {}

export interface Tasks extends Named<{
  /**
   * List tasks.
   *
   * Returns a page of the tasks that match all given filters. Fails with `invalid_cursor` if the cursor belongs to another user, other filters or another order, and with `cursor_expired` if the database has been restored since.
   */
  readonly list: TasksList
  /**
   * Create a task.
   *
   * Creates a task. Set `dueDate` or `dueAt`, not both. Fails with `conflict` if the user already has a task with the given `id`, also in the trash: its revision is `currentRevision`, and it stays unchanged. Fails with `quota_exceeded` if the user has reached the task limit.
   */
  readonly create: TasksCreate
  /**
   * Apply a batch of changes.
   *
   * Applies up to 100 changes in order. An atomic batch (the default) fails with the error of its first invalid change, to which `errors` points, and changes nothing. With `atomic: false` the request succeeds, and each result shows whether its change succeeded.
   */
  readonly batch: TasksBatch
  /**
   * Export tasks to a file.
   *
   * Returns all tasks outside the trash as a file, oldest first, as they were when the export began. The response is streamed.
   */
  readonly export: TasksExport
  /**
   * Import tasks from a file.
   *
   * Creates or updates the tasks in a file, matched by `id`. Invalid tasks are skipped and reported in `failed`, unknown columns and fields in `ignored`. Fails with `invalid_json` or `invalid_input` if the file cannot be parsed, or has more than 1000 invalid tasks or a list of them that is much longer than the file; with `rate_limited` while another file of more than 1048576 characters is imported, if this one is as large; and with `quota_exceeded` if it would exceed the task limit. In these cases nothing is imported.
   */
  readonly import: TasksImport
  /**
   * Count tasks.
   *
   * Returns the number of tasks by status, priority and tag. Tasks in the trash are not counted.
   */
  readonly stats: TasksStats
  /**
   * List changes.
   *
   * Returns changes for incremental sync. Omit `since` on the first request, then pass the last `nextCursor`. With `wait`, the response is delayed until there is a change. Fails with `invalid_cursor` if `since` is not such a cursor, and with `cursor_expired` if tasks deleted since then have been purged or the database has been restored: discard local data and start over.
   */
  readonly changes: TasksChanges
  /**
   * Watch changes.
   *
   * Streams changes as server-sent events. The `data` of each event `changes` is a page of changes, and its `id` is the `nextCursor`: send it as `Last-Event-ID` to continue after a disconnection, and no change is missed or repeated. Send `latest` to start with later changes. The first event is sent at once, even without changes. If the server ends the stream because of an error, it first sends an event `end` with a problem as `data`. If the stream ends without this event, reconnect. Clients that cannot read a stream use `wait` of `/api/{userId}/changes`. Fails with `invalid_cursor` and `cursor_expired` as that does.
   */
  readonly watch: TasksWatch
  /**
   * Get a task.
   *
   * Returns a task. Fails with `not_found` if the user has no such task or it is in the trash.
   */
  readonly get: TasksGet
  /**
   * Update a task.
   *
   * Changes the given fields; all others keep their values. Fails with `not_found` if the user has no such task, with `revision_mismatch` if it has changed since the revision in `If-Match`, and with `conflict` if it would have both `dueDate` and `dueAt`: set one to null when you set the other.
   */
  readonly update: TasksUpdate
  /**
   * Complete or reopen a task.
   *
   * Completes a task, or reopens it with `completed: false`, so that repeating the request has no further effect. A REST request without a body toggles the task; this is deprecated: send `completed`. Fails with `not_found` if the user has no such task, and with `revision_mismatch` if it has changed since the revision in `If-Match`.
   */
  readonly complete: TasksComplete
  /**
   * Delete a task.
   *
   * Moves a task to the trash, from which it can be restored until it is purged. Fails with `not_found` if the user has no such task or it is already in the trash, and with `revision_mismatch` if it has changed since the revision in `If-Match`.
   */
  readonly remove: TasksRemove
  /**
   * Restore a task from the trash.
   *
   * Moves a task out of the trash. Fails with `not_found` if the trash contains no such task, with `revision_mismatch` if it has changed since the revision in `If-Match`, and with `quota_exceeded` if the user has reached the task limit.
   */
  readonly restore: TasksRestore
  /**
   * Delete a task permanently.
   *
   * Permanently deletes a task in the trash. Fails with `not_found` if the trash contains no such task.
   */
  readonly purge: TasksPurge
}, typeof tasks> {}

export interface TasksList extends WithProblems<typeof tasks.list> {}

export interface TasksCreate extends WithProblems<typeof tasks.create> {}

export interface TasksBatch extends WithProblems<typeof tasks.batch> {}

export interface TasksExport extends WithProblems<typeof tasks.export> {}

export interface TasksImport extends WithProblems<typeof tasks.import> {}

export interface TasksStats extends WithProblems<typeof tasks.stats> {}

export interface TasksChanges extends WithProblems<typeof tasks.changes> {}

export interface TasksWatch extends WithProblems<typeof tasks.watch> {}

export interface TasksGet extends WithProblems<typeof tasks.get> {}

export interface TasksUpdate extends WithProblems<typeof tasks.update> {}

export interface TasksComplete extends WithProblems<typeof tasks.complete> {}

export interface TasksRemove extends WithProblems<typeof tasks.remove> {}

export interface TasksRestore extends WithProblems<typeof tasks.restore> {}

export interface TasksPurge extends WithProblems<typeof tasks.purge> {}
