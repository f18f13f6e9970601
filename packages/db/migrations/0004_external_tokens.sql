CREATE TABLE "ended_tokens" (
	"user_id" text NOT NULL,
	"key" text NOT NULL,
	"except_key" text,
	"issued_until" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "ended_tokens_user_id_key_pk" PRIMARY KEY("user_id","key")
);
--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "claimed_name" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "claims_issued_at" timestamp (3) with time zone;