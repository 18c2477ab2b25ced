'use client';

import { Field } from '#components/ui/field.tsx';
import { Select } from '#components/ui/select.tsx';
import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';
import { connectionNote } from '../new/connection-note.ts';

interface ConnectionFieldProps {
  readonly connections: readonly ConnectionView[];
  readonly value: string | null;
  readonly onChange: (connectionId: string) => void;
}

/** Where the requests will go: it says which models there are. */
export function ConnectionField({ connections, value, onChange }: ConnectionFieldProps) {
  return (
    <Field label="Connection">
      <Select
        value={value}
        placeholder="Choose where it is sent"
        onChange={onChange}
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
