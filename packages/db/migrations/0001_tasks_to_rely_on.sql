-- Trusted extensions: the owner of the database may create them.
CREATE EXTENSION IF NOT EXISTS pg_trgm;--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS btree_gin;--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"user_id" text NOT NULL,
	"key" text NOT NULL,
	"fingerprint" text NOT NULL,
	"answer" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "idempotency_keys_user_id_key_pk" PRIMARY KEY("user_id","key")
);
--> statement-breakpoint
DROP INDEX "tasks_pending";--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "priority" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "tags" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "due_date" date;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "due_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "title_key" text collate "C" DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "description_key" text collate "C" DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "tags_key" text collate "C" DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "user_revisions" ADD COLUMN "task_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "user_revisions" ADD COLUMN "purged_revision" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
-- As the application folds case: ICU knows that the upper case of a letter may be two.
DO $$ BEGIN
	UPDATE "tasks" SET
		"title_key" = upper(lower("title" COLLATE "und-x-icu") COLLATE "und-x-icu"),
		"description_key" = upper(lower(coalesce("description", '') COLLATE "und-x-icu") COLLATE "und-x-icu");
EXCEPTION WHEN undefined_object THEN
	UPDATE "tasks" SET "title_key" = upper(lower("title")), "description_key" = upper(lower(coalesce("description", '')));
END $$;--> statement-breakpoint
UPDATE "user_revisions" SET "task_count" = (SELECT count(*) FROM "tasks" WHERE "tasks"."user_id" = "user_revisions"."user_id" AND "deleted_at" IS NULL);--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idempotency_keys_created" ON "idempotency_keys" USING btree ("user_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "tasks_revision" ON "tasks" USING btree ("user_id","revision");--> statement-breakpoint
CREATE INDEX "tasks_created" ON "tasks" USING btree ("user_id","created_at","id") WHERE "tasks"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "tasks_due_up" ON "tasks" USING btree ("user_id",coalesce(coalesce("due_at", ("due_date")::timestamp at time zone 'UTC'), 'infinity'::timestamptz),"id") WHERE "tasks"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "tasks_due_down" ON "tasks" USING btree ("user_id",coalesce(coalesce("due_at", ("due_date")::timestamp at time zone 'UTC'), '-infinity'::timestamptz),"id") WHERE "tasks"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "tasks_priority" ON "tasks" USING btree ("user_id","priority","id") WHERE "tasks"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "tasks_title" ON "tasks" USING btree ("user_id","title_key","id") WHERE "tasks"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "tasks_search" ON "tasks" USING gin ("user_id",("title_key" || chr(10) || "description_key" || chr(10) || "tags_key") gin_trgm_ops) WHERE "tasks"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "tasks_trashed" ON "tasks" USING btree ("user_id","created_at","id") WHERE "tasks"."deleted_at" is not null;--> statement-breakpoint
CREATE INDEX "tasks_trash" ON "tasks" USING btree ("user_id","deleted_at") WHERE "tasks"."deleted_at" is not null;--> statement-breakpoint
CREATE INDEX "tasks_pending" ON "tasks" USING btree ("user_id","created_at","id") WHERE "tasks"."completed_at" is null and "tasks"."deleted_at" is null;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_due_once" CHECK ("tasks"."due_date" is null or "tasks"."due_at" is null);--> statement-breakpoint
-- The index on this expression is partial, so the planner takes nothing from it on how common a word is.
CREATE STATISTICS "tasks_search_words" ON ("title_key" || chr(10) || "description_key" || chr(10) || "tags_key") FROM "tasks";
