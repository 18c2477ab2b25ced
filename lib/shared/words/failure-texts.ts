import type { FailureId } from '#lib/shared/failures/known-failures.ts';
import type { FailureText } from './failure-text.ts';
import { fileFailureTexts } from './failure-texts-file.ts';
import { accountFailureTexts, providerFailureTexts } from './failure-texts-provider.ts';
import { requestFailureTexts } from './failure-texts-requests.ts';

/** The words of every known failure. What is not in here does not compile; what they say decides nothing. */
export const failureTexts: Readonly<Record<FailureId, FailureText>> = {
  ...requestFailureTexts,
  ...accountFailureTexts,
  ...providerFailureTexts,
  ...fileFailureTexts,
};
