-- Null until the release that writes them, or its job, has written the row. For a large table, create the indexes concurrently first.
ALTER TABLE "tasks" ADD COLUMN IF NOT EXISTS "title_sort_key" text collate "C";--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN IF NOT EXISTS "keys_revision" bigint;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "tasks_title_sort" ON "tasks" USING btree ("user_id",(case when "keys_revision" = "revision" then "title_sort_key" else "title_key" end),"id") WHERE "tasks"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "tasks_stale_keys" ON "tasks" USING btree ("user_id","id") WHERE "tasks"."keys_revision" is distinct from "tasks"."revision";