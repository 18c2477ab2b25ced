-- AlterTable
ALTER TABLE "connection" ADD COLUMN     "last_test_fault" JSONB;
