'use server';

import { defineDoorAction } from '#app/_server/define-door-action.ts';
import { setUp } from '#lib/accounts/door/set-up.ts';

export const setUpAction = defineDoorAction(setUp);
