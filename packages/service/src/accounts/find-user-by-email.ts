import type { Database } from '@taskpact/db'
import { unknownUser } from './audit.js'
import { findUser, type UserRow } from './current-user.js'
import { findEmailOwner } from './email-queries.js'

/** Returns the user with an e-mail address. Runs the same statements if there is none. */
export async function findUserByEmail(email: string, db: Database): Promise<UserRow | undefined> {
  const [found] = await findEmailOwner(db, { email })
  const user = await findUser(found?.owner ?? unknownUser, db)
  return user?.email === email ? user : undefined
}
