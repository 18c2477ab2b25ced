'use client';

import { Field } from '#components/ui/field.tsx';
import { Select } from '#components/ui/select.tsx';
import type { CheckView } from '#lib/shared/contract/batch-view.ts';
import { choosableEndpoints } from '#lib/shared/contract/endpoints.ts';
import { endpointName } from '../check/endpoint-name.ts';

interface EndpointChoiceProps {
  readonly check: CheckView;
  /** Null until somebody has chosen one. */
  readonly chosen: string | null;
  readonly onChoose: (endpoint: string) => void;
  readonly isPending: boolean;
  readonly error: string | null;
}

/**
 * Asks where the requests go when no line of the file says so. The file is checked again by the rules of the
 * chosen endpoint.
 */
export function EndpointChoice({ check, chosen, onChoose, isPending, error }: EndpointChoiceProps) {
  const guess = chosen === null && check.endpoint !== null ? endpointName(check.endpoint) : null;
  const endpoints =
    chosen === null || choosableEndpoints.includes(chosen) ? choosableEndpoints : [chosen, ...choosableEndpoints];
  return (
    <div className="mt-4 max-w-[440px]">
      <Field
        label="Endpoint"
        error={error}
        description={
          guess === null
            ? 'The lines of this file do not say which endpoint they are for.'
            : `The lines of this file do not say which endpoint they are for. They look like ${guess}.`
        }
      >
        <Select
          value={chosen}
          placeholder="Choose the endpoint"
          onChange={onChoose}
          isDisabled={isPending}
          options={endpoints.map((endpoint) => ({ value: endpoint, label: endpointName(endpoint), note: endpoint }))}
        />
      </Field>
    </div>
  );
}
