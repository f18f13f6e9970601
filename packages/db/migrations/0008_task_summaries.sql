CREATE TABLE "task_summaries" (
	"user_id" text PRIMARY KEY NOT NULL,
	"task_count" integer NOT NULL,
	"entries" text[] NOT NULL,
	"counts" integer[] NOT NULL,
	"purged" text[] DEFAULT '{}' NOT NULL
);
--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "counted_as" text[];--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "counted_until" bigint;--> statement-breakpoint
ALTER TABLE "user_revisions" ADD COLUMN "counted_revision" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "user_revisions" ADD COLUMN "counted_since" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "task_summaries" ADD CONSTRAINT "task_summaries_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
-- For a large table, create the index concurrently first.
CREATE INDEX IF NOT EXISTS "tasks_unusual_followers" ON "tasks" USING btree ("user_id","id") WHERE "tasks"."deleted_at" is null and ("tasks"."title_key" || chr(10) || "tasks"."description_key" || chr(10) || "tasks"."tags_key") ~ '[A-Za-z0-9\u00c0-\u00ff\u0100-\u017f\u018f\u01a0\u01a1\u01af\u01b0\u0218-\u021b\u0259][^\u0001-\u007f\u00a0-\u00bf\u00c0-\u00ff\u0100-\u017f\u018f\u01a0\u01a1\u01af\u01b0\u0218-\u021b\u0259’”–…€]|[\u0386-\u03ce][^\u0001-\u007f\u00a0-\u00bf\u0386-\u03ce’”–…€]|[\u0400-\u045f\u048a-\u04ff][^\u0001-\u007f\u00a0-\u00bf\u0400-\u045f\u048a-\u04ff’”–…€]|[\u0531-\u0586][^\u0001-\u007f\u00a0-\u00bf\u0531-\u0586’”–…€]|[\u05d0-\u05ea][^\u0001-\u007f\u00a0-\u00bf\u05d0-\u05ea’”–…€]|[\u0620-\u064a\u066e-\u06d3][^\u0001-\u007f\u00a0-\u00bf\u0620-\u064a\u066e-\u06d3’”–…€]';