-- AlterTable
ALTER TABLE "connection" ADD COLUMN     "max_enqueued_tokens" BIGINT;
