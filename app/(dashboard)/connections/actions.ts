'use server';

import { defineAction } from '#app/_server/define-action.ts';
import { createConnection } from '#lib/connections/create-connection.ts';
import { removeConnection } from '#lib/connections/remove-connection.ts';
import { testConnection } from '#lib/connections/test-connection.ts';
import { updateConnection } from '#lib/connections/update-connection.ts';
import type {
  ConnectionIdInput,
  ConnectionTestView,
  ConnectionView,
  CreateConnectionInput,
  UpdateConnectionInput,
} from '#lib/shared/contract/connection.ts';

export const createConnectionAction = defineAction<CreateConnectionInput, ConnectionView>(createConnection);
export const updateConnectionAction = defineAction<UpdateConnectionInput, ConnectionView>(updateConnection);
export const removeConnectionAction = defineAction<ConnectionIdInput, void>(removeConnection);
export const testConnectionAction = defineAction<ConnectionIdInput, ConnectionTestView>(testConnection);
