import { Prisma } from '#lib/db/generated/client.ts';
import type { BatchUncheckedUpdateInput } from '#lib/db/generated/models.ts';
import { storableText } from '#lib/jsonl/storable-text.ts';
import { currentAttempt } from '#lib/record/attempts.ts';
import { hasOpenWork } from '#lib/record/due-tasks.ts';
import type { BatchRecord } from '#lib/record/record.ts';
import { countShown } from '#lib/record/shown-counts.ts';
import { deriveHold, deriveStatus } from '#lib/record/status.ts';
import { storedBytesOf } from '#lib/record/stored-bytes.ts';

/** Longer names and sentences are cut in lists; the document has them whole. */
const maxLength = 2_000;

/** The record as a document, and the columns that lists filter and show. */
export function convertToColumns(record: BatchRecord) {
  const hold = deriveHold(record);
  const { check, counts } = record;
  const attempt = currentAttempt(record);
  const shown = countShown(record);
  const startedBy = record.attempts[0]?.startedBy ?? null;
  return {
    document: record,
    isListed: record.isListed,
    isOpen: hasOpenWork(record),
    isCancelRequested: record.cancelRequestedAt !== null,
    isChecked: check !== null && check.endedAt !== null,
    name: storableText(record.name, maxLength),
    inputName: storableText(record.input.name, maxLength),
    status: deriveStatus(record),
    holdKind: hold?.kind ?? null,
    hold: hold ?? Prisma.DbNull,
    refusal: check?.refusal ?? Prisma.DbNull,
    model: check === null || check.model === null ? null : storableText(check.model, maxLength),
    connectionId: record.connectionId,
    badLines: check?.badLines ?? 0,
    total: counts.total,
    pending: counts.pending,
    succeeded: counts.succeeded,
    failed: counts.failed,
    missing: counts.missing,
    shownPending: shown.pending,
    shownSucceeded: shown.succeeded,
    shownFailed: shown.failed,
    shownMissing: shown.missing,
    shownNotAnswered: shown.notAnswered,
    attemptRequests: attempt?.requests ?? 0,
    storedBytes: BigInt(storedBytesOf(record)),
    createdById: record.createdBy.id,
    startedById: startedBy?.id ?? null,
    startedByName: startedBy === null ? null : storableText(startedBy.name, maxLength),
    createdAt: record.createdAt,
    startedAt: record.attempts[0]?.startedAt ?? null,
    endedAt: attempt?.endedAt ?? null,
  } satisfies BatchUncheckedUpdateInput;
}
