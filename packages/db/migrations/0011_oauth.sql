CREATE TABLE "oauth_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"encrypted" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "oauth_records" (
	"hash" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"owner" text,
	"grant_hash" text,
	"lookup_hash" text,
	"payload" text NOT NULL,
	"app" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"consumed_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "oauth_records_owner" ON "oauth_records" USING btree ("owner","kind");--> statement-breakpoint
CREATE INDEX "oauth_records_grant" ON "oauth_records" USING btree ("grant_hash");--> statement-breakpoint
CREATE INDEX "oauth_records_lookup" ON "oauth_records" USING btree ("lookup_hash");--> statement-breakpoint
CREATE INDEX "oauth_records_expiry" ON "oauth_records" USING btree ("expires_at");