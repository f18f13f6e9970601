interface Exception {
  readonly statement: RegExp
  readonly reason: string
  /** A statement that the rule refuses. */
  readonly example: string
}

/** Statements that may use tables of users without naming a user. */
export const exceptions: readonly Exception[] = [
  {
    statement:
      /^\s*with slice as \(\s*select user_id from user_revisions where user_id > \$1::text\s*order by user_id limit \$2\s*\)\s*select \(/,
    reason: 'the purge finds users with expired rows, a thousand at a time, by id, without locks',
    example:
      'with slice as (select user_id from user_revisions where user_id > $1::text order by user_id limit $2) select (select max(user_id) from slice)',
  },
  {
    statement: /^select "deleted_at", "user_id" from "tasks" where \("tasks"\."deleted_at" < \$1::timestamptz and/,
    reason: 'the purge finds expired tasks by an index on their time, without locks',
    example: 'select "deleted_at", "user_id" from "tasks" where ("tasks"."deleted_at" < $1::timestamptz and true)',
  },
  {
    statement: /^delete from "ended_tokens" where "ended_tokens"\."expires_at" <= \$1::timestamptz$/,
    reason: 'the purge deletes expired entries of all users, who may be deleted',
    example: 'delete from "ended_tokens" where "ended_tokens"."expires_at" <= $1::timestamptz',
  },
  {
    statement:
      /^select "user_id" from "tasks" where \("tasks"\."user_id" > \$1 and "tasks"\."keys_revision" is distinct from/,
    reason: 'the job that writes missing keys finds the users, by an index that has entries only for them',
    example:
      'select "user_id" from "tasks" where ("tasks"."user_id" > $1 and "tasks"."keys_revision" is distinct from "tasks"."revision")',
  },
  {
    statement:
      /^select "user_id", "revision" from "user_revisions" where "user_revisions"\."user_id" = any\(\$1::text\[\]\)$/,
    reason:
      'the sweep reads the revisions of users whose calls wait, a thousand at a time, by primary key, without locks',
    example: 'select "user_id", "revision" from "user_revisions" where "user_revisions"."user_id" = any($1::text[])',
  },
  {
    statement:
      /^select "user_id", "id" from "sessions" where \(\("sessions"\."user_id" = any\(\$1::text\[\]\) and "sessions"\."id" = any\(\$2::uuid\[\]\)\) and/,
    reason: 'the sessions of streams are checked together, up to a thousand at a time, by primary key, without locks',
    example:
      'select "user_id", "id" from "sessions" where (("sessions"."user_id" = any($1::text[]) and "sessions"."id" = any($2::uuid[])) and "sessions"."expires_at" > $3::timestamptz)',
  },
  {
    statement:
      /^select "user_id", "id" from "mails" where "mails"\."due_at" <= \$1::timestamptz order by "mails"\."due_at" asc limit \$2$/,
    reason: 'a job searches for mails of all users to send, without locks; it then takes each by its key',
    example:
      'select "user_id", "id" from "mails" where "mails"."due_at" <= $1::timestamptz order by "mails"."due_at" asc limit $2',
  },
  {
    statement: /^delete from "access_tokens" where "access_tokens"\."expires_at" < \$1::timestamptz$/,
    reason: 'the purge deletes expired tokens of all users',
    example: 'delete from "access_tokens" where "access_tokens"."expires_at" < $1::timestamptz',
  },
  {
    statement:
      /^(select .+|delete) from "access_tokens" where \(?"access_tokens"\."owner" = \$1( and .+)?( order by .+)?( returning "hash")?$/,
    reason: 'users rarely list, count and revoke their tokens, which are on several shards, without locks',
    example: 'delete from "access_tokens" where "access_tokens"."owner" = $1 returning "hash"',
  },
  {
    statement: /^(select .+|delete) from "identities" where \(?"identities"\."owner" = \$1( and .+)?( order by .+)?$/,
    reason: 'users rarely list and unlink their identities, which are on several shards, without locks',
    example: 'delete from "identities" where "identities"."owner" = $1',
  },
  {
    statement:
      /^select ("\w+"(, )?)+ from "oauth_keys" order by "oauth_keys"\."created_at" asc, "oauth_keys"\."id" asc$/,
    reason: 'every instance reads the few signing keys of the service, every ten minutes',
    example:
      'select "id", "encrypted", "created_at" from "oauth_keys" order by "oauth_keys"."created_at" asc, "oauth_keys"."id" asc',
  },
  {
    statement: /^delete from "oauth_records" where "oauth_records"\."expires_at" <= \$1::timestamptz$/,
    reason: 'the purge deletes expired records of all users',
    example: 'delete from "oauth_records" where "oauth_records"."expires_at" <= $1::timestamptz',
  },
  {
    statement:
      /^(select .+|delete) from "oauth_records" where \(?"oauth_records"\."(owner|grant_hash|lookup_hash)" = \$1( and .+)?( order by .+)?( limit \$\d+)?( returning .+)?$/,
    reason:
      'users rarely sign in to apps, list and disconnect them, whose records are on several shards, without locks',
    example: 'delete from "oauth_records" where "oauth_records"."owner" = $1 returning "hash", "kind"',
  },
  {
    statement:
      /^select ("\w+"(, )?)+ from "(tasks|sessions|auth_events|users|emails|access_tokens|email_tokens|mails|totp_secrets|recovery_codes|passkeys|used_tickets|identities|oauth_records|oauth_keys)"$/,
    reason: 'a test reads all rows',
    example: 'select "user_id", "title" from "tasks"',
  },
  {
    statement: /^update "(tasks|user_revisions)" set "\w+" = \$1 where "\w+"\."user_id" in \(\$\d+(, \$\d+)*\)$/,
    reason: 'a test changes rows of several users',
    example: 'update "tasks" set "deleted_at" = $1 where "tasks"."user_id" in ($2, $3)',
  },
  {
    statement: /^select title from tasks where id = \$1::uuid$/,
    reason: 'a test reads one task of any user',
    example: 'select title from tasks where id = $1::uuid',
  },
]
