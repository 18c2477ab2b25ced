-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "request_outcome" AS ENUM ('pending', 'succeeded', 'failed', 'missing');

-- CreateEnum
CREATE TYPE "result_file" AS ENUM ('output', 'errors');

-- CreateTable
CREATE TABLE "connection" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "base_url" TEXT NOT NULL,
    "encrypted_key" TEXT,
    "key_last4" TEXT,
    "max_requests_per_job" BIGINT,
    "max_bytes_per_job" BIGINT,
    "last_test_at" TIMESTAMPTZ(3),
    "last_test_ok" BOOLEAN,
    "last_test_sentence" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "connection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "batch" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "document" JSON NOT NULL,
    "is_listed" BOOLEAN NOT NULL,
    "is_open" BOOLEAN NOT NULL,
    "is_cancel_requested" BOOLEAN NOT NULL,
    "is_checked" BOOLEAN NOT NULL,
    "name" TEXT NOT NULL,
    "input_name" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "hold_kind" TEXT,
    "hold_since" TIMESTAMPTZ(3),
    "hold_sentence" TEXT,
    "refusal" TEXT,
    "model" TEXT,
    "connection_id" TEXT,
    "bad_lines" INTEGER NOT NULL,
    "total" INTEGER NOT NULL,
    "pending" INTEGER NOT NULL,
    "succeeded" INTEGER NOT NULL,
    "failed" INTEGER NOT NULL,
    "missing" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempt" (
    "batch_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "token" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "requests" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "attempt_pkey" PRIMARY KEY ("batch_id","number")
);

-- CreateTable
CREATE TABLE "job" (
    "batch_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "part" INTEGER NOT NULL,
    "connection_id" TEXT,
    "token" TEXT NOT NULL,
    "provider_id" TEXT,
    "stage" TEXT NOT NULL,
    "status" TEXT,
    "provider_status" TEXT,
    "requests" INTEGER NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "collected_at" TIMESTAMPTZ(3),

    CONSTRAINT "job_pkey" PRIMARY KEY ("batch_id","id")
);

-- CreateTable
CREATE TABLE "file" (
    "batch_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,

    CONSTRAINT "file_pkey" PRIMARY KEY ("batch_id","key")
);

-- CreateTable
CREATE TABLE "event" (
    "batch_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "data" JSON NOT NULL,

    CONSTRAINT "event_pkey" PRIMARY KEY ("batch_id","seq")
);

-- CreateTable
CREATE TABLE "setting" (
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "indexed_batch" (
    "number" SERIAL NOT NULL,
    "batch_id" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "indexed_batch_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "request" (
    "byte_offset" BIGINT NOT NULL,
    "batch_number" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "byte_length" INTEGER NOT NULL,
    "custom_id_sha256" BYTEA NOT NULL,
    "custom_id" TEXT NOT NULL,

    CONSTRAINT "request_pkey" PRIMARY KEY ("batch_number","line")
);

-- CreateTable
CREATE TABLE "request_block" (
    "batch_number" INTEGER NOT NULL,
    "block" INTEGER NOT NULL,
    "requests" INTEGER NOT NULL DEFAULT 0,
    "pending" INTEGER NOT NULL DEFAULT 0,
    "succeeded" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "missing" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "request_block_pkey" PRIMARY KEY ("batch_number","block")
);

-- CreateTable
CREATE TABLE "result" (
    "byte_offset" BIGINT,
    "batch_number" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "byte_length" INTEGER,
    "job_number" INTEGER,
    "cause_number" INTEGER,
    "input_tokens" INTEGER,
    "output_tokens" INTEGER,
    "outcome" "request_outcome" NOT NULL,
    "file" "result_file",
    "attempt" SMALLINT NOT NULL,
    "status_code" SMALLINT,
    "is_current" BOOLEAN NOT NULL,
    "error_code" TEXT,
    "message" TEXT,

    CONSTRAINT "result_pkey" PRIMARY KEY ("batch_number","line","attempt")
);

-- CreateTable
CREATE TABLE "cause" (
    "number" SERIAL NOT NULL,
    "batch_number" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "outcome" "request_outcome" NOT NULL,
    "status_code" SMALLINT,
    "error_code" TEXT,
    "message" TEXT,
    "count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "cause_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "ingest_checkpoint" (
    "number" SERIAL NOT NULL,
    "batch_number" INTEGER NOT NULL,
    "job_id" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "rows" INTEGER NOT NULL DEFAULT 0,
    "file" "result_file",
    "byte_offset" BIGINT,

    CONSTRAINT "ingest_checkpoint_pkey" PRIMARY KEY ("number")
);

-- CreateIndex
CREATE INDEX "batch_is_listed_created_at_id_idx" ON "batch"("is_listed", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "batch_is_open_created_at_id_idx" ON "batch"("is_open", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "batch_connection_id_idx" ON "batch"("connection_id");

-- CreateIndex
CREATE UNIQUE INDEX "attempt_batch_id_token_key" ON "attempt"("batch_id", "token");

-- CreateIndex
CREATE UNIQUE INDEX "job_token_key" ON "job"("token");

-- CreateIndex
CREATE UNIQUE INDEX "job_connection_id_provider_id_key" ON "job"("connection_id", "provider_id");

-- CreateIndex
CREATE UNIQUE INDEX "indexed_batch_batch_id_key" ON "indexed_batch"("batch_id");

-- CreateIndex
CREATE UNIQUE INDEX "request_batch_number_custom_id_sha256_key" ON "request"("batch_number", "custom_id_sha256");

-- CreateIndex
CREATE UNIQUE INDEX "cause_batch_number_id_key" ON "cause"("batch_number", "id");

-- CreateIndex
CREATE UNIQUE INDEX "ingest_checkpoint_batch_number_job_id_key" ON "ingest_checkpoint"("batch_number", "job_id");

-- AddForeignKey
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batch"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job" ADD CONSTRAINT "job_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batch"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "file" ADD CONSTRAINT "file_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batch"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event" ADD CONSTRAINT "event_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "batch"("id") ON DELETE CASCADE ON UPDATE CASCADE;
