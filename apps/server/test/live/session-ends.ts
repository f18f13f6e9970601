import type { User } from '@taskpact/testing'

/** What ends the session of a user. */
export const sessionEnds: readonly [string, (user: User) => Promise<unknown>][] = [
  ['sign-out', (user) => user.value('auth.signout', {})],
  [
    'change of password',
    (user) => user.value('auth.changePassword', { currentPassword: 'Test123!', newPassword: 'Other-456' }),
  ],
  ['deletion of the account', (user) => user.value('auth.deleteMe', { password: 'Test123!' })],
]
