'use server';

import { defineAction } from '#app/_server/define-action.ts';
import { createConnection } from '#lib/connections/create-connection.ts';
import { removeConnection } from '#lib/connections/remove-connection.ts';
import { testConnection } from '#lib/connections/test-connection.ts';
import { updateConnection } from '#lib/connections/update-connection.ts';

export const createConnectionAction = defineAction(createConnection);
export const updateConnectionAction = defineAction(updateConnection);
export const removeConnectionAction = defineAction(removeConnection);
export const testConnectionAction = defineAction(testConnection);
