'use server';

import { definePersonAction } from '#app/_server/define-person-action.ts';
import { disablePerson } from '#lib/accounts/people/disable-person.ts';
import { enablePerson } from '#lib/accounts/people/enable-person.ts';
import { makeResetLink } from '#lib/accounts/people/make-reset-link.ts';
import { setSiteAdmin } from '#lib/accounts/people/set-site-admin.ts';

export const disablePersonAction = definePersonAction(disablePerson);
export const enablePersonAction = definePersonAction(enablePerson);
export const makeResetLinkAction = definePersonAction(makeResetLink);
export const setSiteAdminAction = definePersonAction(setSiteAdmin);
