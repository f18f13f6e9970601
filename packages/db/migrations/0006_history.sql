CREATE TABLE "history" (
	"epoch" text NOT NULL,
	"revision_floor" bigint DEFAULT 0 NOT NULL,
	"timeline" integer
);
--> statement-breakpoint
-- Its row can be replicated without a key.
ALTER TABLE "history" REPLICA IDENTITY FULL;--> statement-breakpoint
INSERT INTO "history" ("epoch") VALUES (left(replace(gen_random_uuid()::text, '-', ''), 12));
