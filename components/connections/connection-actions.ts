import type { Action } from '#components/live/use-action.ts';
import type {
  ConnectionIdInput,
  ConnectionTestView,
  ConnectionView,
  CreateConnectionInput,
  UpdateConnectionInput,
} from '#lib/shared/contract/connection.ts';

/** What the page of connections can change, as server actions that the page hands down. */
export interface ConnectionActions {
  readonly create: Action<CreateConnectionInput, ConnectionView>;
  readonly update: Action<UpdateConnectionInput, ConnectionView>;
  readonly remove: Action<ConnectionIdInput, void>;
  readonly test: Action<ConnectionIdInput, ConnectionTestView>;
  readonly createSample: Action<void, { readonly batchId: string }>;
}
