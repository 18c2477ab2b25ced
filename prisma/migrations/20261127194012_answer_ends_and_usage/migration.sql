-- CreateEnum
CREATE TYPE "answer_end" AS ENUM ('complete', 'cut_off', 'refused', 'empty');

-- AlterTable
ALTER TABLE "result" ADD COLUMN     "cached_tokens" INTEGER,
ADD COLUMN     "ended" "answer_end",
ADD COLUMN     "model" TEXT,
ADD COLUMN     "reasoning_tokens" INTEGER;
