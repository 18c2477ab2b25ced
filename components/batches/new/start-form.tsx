'use client';

import { useCan } from '#components/rights/page-frame.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import { TriangleShape } from '#components/ui/shapes.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';
import { connectionTestText } from '#lib/shared/words/connection-test-text.ts';
import { connectionNote } from '../draft/connection-note.ts';

export interface StartChoices {
  readonly name: string;
  /** Null until somebody has chosen one. */
  readonly connectionId: string | null;
}

interface StartFormProps {
  readonly choices: StartChoices;
  readonly onChange: (choices: StartChoices) => void;
  readonly connections: readonly ConnectionView[];
  readonly errors: Readonly<Record<string, string>>;
}

/** How the batch is called and where it goes. */
export function StartForm({ choices, onChange, connections, errors }: StartFormProps) {
  const chosen = connections.find((connection) => connection.id === choices.connectionId);
  return (
    <div className="grid gap-x-6 gap-y-5 md:grid-cols-2">
      <Field label="Name" error={errors['name'] ?? null}>
        <Input
          value={choices.name}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => onChange({ ...choices, name: event.target.value })}
        />
      </Field>
      <Field
        label="Connection"
        error={errors['connectionId'] ?? null}
        description={<ConnectionNote chosen={chosen} connections={connections} />}
      >
        <Select
          value={choices.connectionId}
          placeholder="Choose where it is sent"
          onChange={(connectionId) => onChange({ ...choices, connectionId })}
          isDisabled={connections.length === 0}
          options={connections.map((connection) => ({
            value: connection.id,
            label: connection.name,
            note: connectionNote(connection),
          }))}
        />
      </Field>
    </div>
  );
}

interface ConnectionNoteProps {
  readonly chosen: ConnectionView | undefined;
  readonly connections: readonly ConnectionView[];
}

function ConnectionNote({ chosen, connections }: ConnectionNoteProps) {
  const canAdd = useCan('admin');
  const hasOthers = connections.some((connection) => connection.kind !== 'sandbox');
  if (connections.length === 0) {
    return (
      <>
        There is no connection yet.{' '}
        {canAdd ? (
          <TextLink href="/connections">Add a connection</TextLink>
        ) : (
          'Ask an admin of the workspace to add one.'
        )}
      </>
    );
  }
  if (chosen === undefined) return 'Several connections exist, and none was used yet.';
  if (chosen.lastTest?.ok === false) {
    return (
      <span className="flex gap-2">
        <TriangleShape className="mt-0.5 shrink-0 text-attention" />
        <span>
          Its last test failed: {connectionTestText(chosen.lastTest.finding, chosen.name)}{' '}
          <TextLink href="/connections">Connections</TextLink>
        </span>
      </span>
    );
  }
  if (chosen.kind !== 'sandbox') return connectionNote(chosen);
  return (
    <>
      The sandbox makes its answers up. It needs no key and costs nothing.{' '}
      {!hasOthers && canAdd && (
        <>
          For real answers, <TextLink href="/connections">add a connection</TextLink>.
        </>
      )}
    </>
  );
}
