CREATE TABLE "access_tokens" (
	"hash" text PRIMARY KEY NOT NULL,
	"owner" text NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE INDEX "access_tokens_owner" ON "access_tokens" USING btree ("owner","id");