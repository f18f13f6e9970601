-- Takes a second for some hundred thousand users; meanwhile no user can be created, changed or deleted. To fill a larger table before,
-- run these statements by hand, the last one in parts.
CREATE TABLE IF NOT EXISTS "emails" (
	"email" text PRIMARY KEY NOT NULL,
	"owner" text NOT NULL
);
--> statement-breakpoint
-- The previous release writes only users.
CREATE OR REPLACE FUNCTION "write_email"() RETURNS trigger LANGUAGE plpgsql AS $$
begin
  if tg_op <> 'INSERT' and (tg_op = 'DELETE' or old.email is distinct from new.email) then
    delete from emails where email = old.email and owner = old.id;
  end if;
  if tg_op <> 'DELETE' and new.email is not null then
    insert into emails (email, owner) values (new.email, new.id) on conflict (email) do nothing;
    if not exists (select from emails where email = new.email and owner = new.id) then
      raise unique_violation using message = 'The e-mail address belongs to another user';
    end if;
  end if;
  return null;
end $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER "users_emails" AFTER INSERT OR DELETE OR UPDATE OF "email" ON "users" FOR EACH ROW EXECUTE FUNCTION "write_email"();
--> statement-breakpoint
INSERT INTO "emails" ("email", "owner") SELECT "email", "id" FROM "users" WHERE "email" IS NOT NULL ON CONFLICT DO NOTHING;
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "tasks_purge" ON "tasks" USING btree ("deleted_at","user_id") WHERE "tasks"."deleted_at" is not null;
