import type { SessionView } from '#lib/shared/contract/account-views.ts';
import { deviceWords } from '#lib/shared/words/device-words.ts';
import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';
import { noInput } from '#lib/verbs/define-verb.ts';

/** Lists the browsers in which the person is signed in: this one first, then the one used last. */
export const listSessions = definePersonVerb({
  name: 'listSessions',
  right: 'self',
  audit: 'none',
  input: noInput,
  async run({ account, sessionId }): Promise<readonly SessionView[]> {
    const sessions = (await account.listSessions()).map(({ id, userAgent, address, createdAt, lastSeenAt }) => ({
      id,
      isThis: id === sessionId,
      device: deviceWords(userAgent),
      address,
      lastUsedAt: (lastSeenAt ?? createdAt).toISOString(),
    }));
    return [...sessions.filter(({ isThis }) => isThis), ...sessions.filter(({ isThis }) => !isThis)];
  },
});
