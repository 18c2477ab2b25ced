import type { PersonView } from '#lib/shared/contract/account-views.ts';
import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';
import { noInput } from '#lib/verbs/define-verb.ts';

/** Lists everybody who has an account, with their workspaces by name. What is in those is not for a site admin. */
export const listPeople = definePersonVerb({
  name: 'listPeople',
  right: 'site_admin',
  audit: 'none',
  input: noInput,
  async run({ person, people }): Promise<readonly PersonView[]> {
    return (await people.list()).map(({ disabledAt, lastSeenAt, ...known }) => ({
      ...known,
      isYou: known.id === person.id,
      disabledAt: disabledAt?.toISOString() ?? null,
      lastSeenAt: lastSeenAt?.toISOString() ?? null,
    }));
  },
});
