'use client';

import { useRef, useState } from 'react';
import { parseFields, useForm } from '#components/live/use-form.ts';
import type { VerbAction } from '#components/live/verb-action.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import type { TokenScope } from '#lib/shared/contract/rights.ts';
import { createTokenInput, tokenDays } from '#lib/shared/contract/token-inputs.ts';
import type { CreatedToken, createToken } from '#lib/tokens/create-token.ts';

interface TokenFormProps {
  readonly scopes: readonly TokenScope[];
  readonly create: VerbAction<typeof createToken>;
  readonly onCreated: (created: CreatedToken) => void;
}

const scopeNotes: Readonly<Record<TokenScope, string>> = {
  read: 'Sees batches and downloads',
  run: 'Makes, starts, retries and cancels batches too',
};

const never = 'never';
const dayOptions = tokenDays.map((days) =>
  days === null ? { value: never, label: 'No end' } : { value: String(days), label: `${days} days` },
);

/** Makes a token. */
export function TokenForm({ scopes, create, onCreated }: TokenFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [scope, setScope] = useState<TokenScope>('read');
  const [days, setDays] = useState('90');
  const { submit, errors, failure, isPending } = useForm(
    create,
    (data) =>
      parseFields(createTokenInput, { name: data.get('name'), scope, days: days === never ? null : Number(days) }),
    (created) => {
      form.current?.reset();
      onCreated(created);
    },
  );
  return (
    <>
      <form
        ref={form}
        onSubmit={submit}
        noValidate
        className="grid grid-cols-[minmax(0,1fr)_116px_116px_auto] items-start gap-3.5 @max-[640px]/page:grid-cols-2 max-md:grid-cols-1"
      >
        <Field label="Name" error={errors['name'] ?? null} className="@max-[640px]/page:col-span-full">
          <Input name="name" autoComplete="off" placeholder="Nightly reviews" />
        </Field>
        <Field label="Scope" error={errors['scope'] ?? null}>
          <Select
            value={scope}
            onChange={setScope}
            options={scopes.map((value) => ({ value, label: value, note: scopeNotes[value] }))}
          />
        </Field>
        <Field label="Good for" error={errors['days'] ?? null}>
          <Select value={days} onChange={setDays} options={dayOptions} />
        </Field>
        <Button
          type="submit"
          isPending={isPending}
          className="mt-[26px] @max-[640px]/page:col-span-full @max-[640px]/page:mt-0"
        >
          Create token
        </Button>
      </form>
      <FormFailure failure={failure} />
    </>
  );
}
