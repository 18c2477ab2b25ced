import { InvalidInputError } from '#lib/errors.ts';
import type { AuditFilter } from '#lib/shared/contract/audit.ts';

/** The last of February may be the 30th for a form. Throws `InvalidInputError` for a day that there is not. */
export function assertDays({ from, to }: AuditFilter): void {
  for (const [field, day] of Object.entries({ from, to })) {
    if (day === undefined || Number.isFinite(Date.parse(`${day}T00:00:00Z`))) continue;
    const sentence = `There is no day ${day}.`;
    throw new InvalidInputError(sentence, { [field]: sentence });
  }
}
