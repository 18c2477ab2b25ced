import type { VerbAction } from '#components/live/verb-action.ts';
import type { disablePerson } from '#lib/accounts/people/disable-person.ts';
import type { enablePerson } from '#lib/accounts/people/enable-person.ts';
import type { makeResetLink } from '#lib/accounts/people/make-reset-link.ts';
import type { setSiteAdmin } from '#lib/accounts/people/set-site-admin.ts';

/** What a site admin can do with a person, as server actions that the page hands down. */
export interface PeopleActions {
  readonly disable: VerbAction<typeof disablePerson>;
  readonly enable: VerbAction<typeof enablePerson>;
  readonly makeResetLink: VerbAction<typeof makeResetLink>;
  readonly setSiteAdmin: VerbAction<typeof setSiteAdmin>;
}
