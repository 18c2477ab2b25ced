'use client';

import { toast } from 'sonner';
import type { Action } from '#components/live/use-action.ts';
import { readFields, useForm } from '#components/live/use-form.ts';
import { useRefresh } from '#components/live/use-refresh.ts';
import { Button } from '#components/ui/button.tsx';
import { Field } from '#components/ui/field.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { Input } from '#components/ui/input.tsx';
import { type PrivateHostsInput, privateHostsInput } from '#lib/shared/contract/workspace-inputs.ts';

interface PrivateHostsProps {
  readonly hosts: readonly string[];
  readonly save: Action<PrivateHostsInput, readonly string[]>;
}

/** Which hosts of the own network connections may call, for a site admin. */
export function PrivateHosts({ hosts, save }: PrivateHostsProps) {
  const [, refresh] = useRefresh();
  const form = useForm(
    save,
    (data) => readFields(privateHostsInput, data),
    () => {
      toast('The private hosts are saved.');
      refresh();
    },
  );
  return (
    <section aria-labelledby="private-hosts">
      <h2 id="private-hosts" className="text-lg font-bold">
        Private hosts
      </h2>
      <p className="mt-0.5 mb-3 max-w-prose text-ink-2">
        Connections call addresses on the internet. A server in your own network is called only if it is listed here.
      </p>
      <form onSubmit={form.submit} noValidate className="flex max-w-[560px] flex-col gap-4">
        <Field
          label="Hosts that may be called"
          error={form.errors['hosts'] ?? null}
          description="Names, addresses and networks with commas between, such as models.internal, 10.20.0.0/16. They apply to all workspaces."
        >
          <Input name="hosts" defaultValue={hosts.join(', ')} autoComplete="off" spellCheck={false} />
        </Field>
        <FormFailure failure={form.failure} />
        <Button type="submit" isPending={form.isPending} className="self-start">
          Save hosts
        </Button>
      </form>
    </section>
  );
}
