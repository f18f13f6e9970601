interface Exception {
  readonly statement: RegExp
  readonly reason: string
  /** One that the rule alone would refuse. */
  readonly example: string
}

/** What may reach into tables of users without naming one, each for its reason. */
export const exceptions: readonly Exception[] = [
  {
    statement: /^\s*with slice as \(\s*select user_id from user_revisions where user_id > \$1/,
    reason: 'the purge goes through all users, a thousand at a time in the order of their ids',
    example: 'with slice as (select user_id from user_revisions where user_id > $1) select * from slice',
  },
  {
    statement: /^select ("\w+"(, )?)+ from "(tasks|sessions|auth_events)"$/,
    reason: 'a test looks at all that is stored',
    example: 'select "user_id", "title" from "tasks"',
  },
  {
    statement: /^update "(tasks|user_revisions)" set "\w+" = \$1 where "\w+"\."user_id" in \(\$\d+(, \$\d+)*\)$/,
    reason: 'a test changes the rows of all its users',
    example: 'update "tasks" set "deleted_at" = $1 where "tasks"."user_id" in ($2, $3)',
  },
  {
    statement: /^select title from tasks where id = \$1::uuid$/,
    reason: 'a test reads one task of any user',
    example: 'select title from tasks where id = $1::uuid',
  },
]
