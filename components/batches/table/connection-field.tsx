'use client';

import { Field } from '#components/ui/field.tsx';
import { Select } from '#components/ui/select.tsx';
import { connectionNote } from '../draft/connection-note.ts';
import type { Where } from './built-table.ts';

/** Where the requests will go: it says which models there are. */
export function ConnectionField({ connections, connectionId, onConnection }: Where) {
  return (
    <Field label="Connection">
      <Select
        value={connectionId}
        placeholder="Choose where it is sent"
        onChange={onConnection}
        isDisabled={connections.length === 0}
        options={connections.map((connection) => ({
          value: connection.id,
          label: connection.name,
          note: connectionNote(connection),
        }))}
      />
    </Field>
  );
}
