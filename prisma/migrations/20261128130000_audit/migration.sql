-- CreateTable
CREATE TABLE "audit_event" (
    "number" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "workspace_id" TEXT,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "via" TEXT NOT NULL,
    "via_name" TEXT,
    "address" TEXT,
    "verb" TEXT NOT NULL,
    "thing_kind" TEXT,
    "thing_id" TEXT,
    "thing_name" TEXT,
    "before" TEXT,
    "after" TEXT,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("number")
);

-- CreateIndex
CREATE INDEX "audit_event_workspace_id_at_number_idx" ON "audit_event"("workspace_id", "at" DESC, "number" DESC);

-- CreateIndex
CREATE INDEX "audit_event_workspace_id_actor_id_at_number_idx" ON "audit_event"("workspace_id", "actor_id", "at" DESC, "number" DESC);

-- CreateIndex
CREATE INDEX "audit_event_workspace_id_verb_at_number_idx" ON "audit_event"("workspace_id", "verb", "at" DESC, "number" DESC);

-- CreateIndex
CREATE INDEX "audit_event_at_idx" ON "audit_event"("at");
