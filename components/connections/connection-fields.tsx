'use client';

import { ChevronDown } from 'lucide-react';
import type { ComponentProps, RefObject } from 'react';
import type { FieldErrors } from '#components/live/use-form.ts';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { readAzureAddress } from '#lib/shared/contract/azure-address.ts';
import { type ConnectionKind, openAiAddress } from '#lib/shared/contract/connection-kinds.ts';
import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';
import { limitFields } from './connection-form.ts';
import { connectionKindWords } from './connection-kind-words.tsx';

interface ConnectionFieldsProps {
  readonly kind: ConnectionKind;
  /** Null for a new one. */
  readonly connection: ConnectionView | null;
  readonly errors: FieldErrors;
  /** Reaches the field for the key, so that a dialog can begin there. */
  readonly keyInput?: RefObject<HTMLInputElement | null>;
}

/** The fields of a connection; what its kind does not need is not there. */
export function ConnectionFields({ kind, connection, errors, keyInput }: ConnectionFieldsProps) {
  const name = kind === 'openai_compatible' ? '' : connectionKindWords[kind].name;
  return (
    <div className="flex flex-col gap-4">
      <Field label="Name" error={errors['name']}>
        <Input name="name" defaultValue={connection?.name ?? name} autoComplete="off" />
      </Field>
      {(kind === 'openai' || kind === 'openai_compatible') && (
        <AddressField kind={kind} connection={connection} error={errors['baseUrl']} />
      )}
      {kind === 'azure_openai' && <AzureFields connection={connection} errors={errors} />}
      {kind !== 'sandbox' && (
        <Field
          label={connection === null ? 'Key' : 'New key'}
          error={errors['apiKey']}
          description={keyDescription(connection)}
        >
          <CodeInput ref={keyInput} name="apiKey" type="password" />
        </Field>
      )}
      <LimitFields kind={kind} connection={connection} errors={errors} />
    </div>
  );
}

interface AddressFieldProps {
  readonly kind: 'openai' | 'openai_compatible';
  readonly connection: ConnectionView | null;
  readonly error: string | undefined;
}

function AddressField({ kind, connection, error }: AddressFieldProps) {
  const description =
    kind === 'openai'
      ? 'Change it only if you use a proxy.'
      : 'The base URL that its documentation gives for the OpenAI client; mostly it ends in /v1.';
  return (
    <Field label="Address" error={error} description={description}>
      <AddressInput
        defaultValue={connection?.baseUrl ?? (kind === 'openai' ? openAiAddress : '')}
        placeholder={kind === 'openai' ? openAiAddress : 'https://api.example.com/v1'}
      />
    </Field>
  );
}

interface AzureFieldsProps {
  readonly connection: ConnectionView | null;
  readonly errors: FieldErrors;
}

function AzureFields({ connection, errors }: AzureFieldsProps) {
  const address = connection === null ? null : readAzureAddress(connection.baseUrl);
  return (
    <>
      <Field
        label="Endpoint"
        error={errors['baseUrl']}
        description="In the portal under Keys and Endpoint. A deployment’s target URI works too."
      >
        <AddressInput defaultValue={address?.endpoint} placeholder="https://my-resource.openai.azure.com" />
      </Field>
      <Field
        label="API version"
        error={errors['apiVersion']}
        description="Leave it empty for the v1 API. In your file, “model” is the name of a batch deployment."
      >
        <CodeInput name="apiVersion" defaultValue={address?.apiVersion ?? ''} placeholder="2024-10-21" />
      </Field>
    </>
  );
}

function AddressInput(props: Pick<ComponentProps<typeof Input>, 'defaultValue' | 'placeholder'>) {
  return <CodeInput name="baseUrl" type="text" inputMode="url" {...props} />;
}

/** For what is copied from elsewhere letter by letter. */
function CodeInput(props: Omit<ComponentProps<typeof Input>, 'className'>) {
  return <Input autoComplete="off" spellCheck={false} className="font-mono text-sm" {...props} />;
}

function keyDescription(connection: ConnectionView | null): string {
  if (connection === null) return 'Kept encrypted on this server. It goes in and never comes out.';
  if (connection.keyLast4 === null) return 'Kept encrypted on this server.';
  return connection.keyLast4 === ''
    ? 'Leave it empty to keep the saved key.'
    : `Leave it empty to keep the key that ends in ${connection.keyLast4}.`;
}

interface LimitFieldsProps {
  readonly kind: ConnectionKind;
  readonly connection: ConnectionView | null;
  readonly errors: FieldErrors;
}

function LimitFields({ kind, connection, errors }: LimitFieldsProps) {
  const values = connection === null ? null : limitFields(connection);
  const hasLimits = values !== null && Object.values(values).some((value) => value !== '');
  return (
    <details className="group" open={hasLimits}>
      <summary className="flex w-fit list-none items-center gap-1.5 rounded-xs font-medium text-ink-2 [&::-webkit-details-marker]:hidden">
        <ChevronDown aria-hidden className="size-3.5 -rotate-90 transition-transform group-open:rotate-0" />
        Limits of a job
      </summary>
      <p className="mt-2 text-sm text-ink-3">
        A larger file is sent in several jobs. Leave a limit empty to use the provider’s own.
      </p>
      <div className="mt-3 grid gap-4 md:grid-cols-2">
        <Field label="Requests" error={errors['maxRequestsPerJob']}>
          <Input
            name="maxRequestsPerJob"
            inputMode="numeric"
            defaultValue={values?.maxRequestsPerJob}
            placeholder={kind === 'azure_openai' ? '100000' : '50000'}
          />
        </Field>
        <Field label="Size in MB" error={errors['maxMegabytesPerJob']}>
          <Input
            name="maxMegabytesPerJob"
            inputMode="numeric"
            defaultValue={values?.maxMegabytesPerJob}
            placeholder="200"
          />
        </Field>
        <Field
          label="Enqueued tokens"
          error={errors['maxEnqueuedTokens']}
          description="What the account may have waiting at once for one model. Parts are cut and sent so that they fit."
        >
          <Input
            name="maxEnqueuedTokens"
            inputMode="numeric"
            defaultValue={values?.maxEnqueuedTokens}
            placeholder="2000000"
          />
        </Field>
      </div>
    </details>
  );
}
