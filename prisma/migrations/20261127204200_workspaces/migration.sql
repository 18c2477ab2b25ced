-- DropIndex
DROP INDEX "batch_is_listed_created_at_id_idx";

-- DropIndex
DROP INDEX "batch_is_open_created_at_id_idx";

-- AlterTable
ALTER TABLE "connection" ADD COLUMN     "workspace_id" TEXT NOT NULL DEFAULT 'local';

-- AlterTable
ALTER TABLE "batch" ADD COLUMN     "workspace_id" TEXT NOT NULL DEFAULT 'local';

-- CreateIndex
CREATE INDEX "batch_workspace_id_is_listed_created_at_id_idx" ON "batch"("workspace_id", "is_listed", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "batch_workspace_id_is_open_created_at_id_idx" ON "batch"("workspace_id", "is_open", "created_at" DESC, "id" DESC);
