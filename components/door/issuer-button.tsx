'use client';

import { type Action, useAction } from '#components/live/use-action.ts';
import { Button } from '#components/ui/button.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import type { StartIssuerSignInInput } from '#lib/shared/contract/account-inputs.ts';

interface IssuerButtonProps {
  readonly issuer: string;
  readonly start: Action<StartIssuerSignInInput, string>;
  /** A path of ours: where the person wanted to go. */
  readonly next: string;
}

/** The way in by another service, below the form. */
export function IssuerButton({ issuer, start, next }: IssuerButtonProps) {
  const { run, isPending, error } = useAction(start, { onSuccess: (url) => window.location.assign(url) });
  return (
    <div className="mt-5 flex flex-col gap-[18px]">
      <p className="flex items-center gap-3 text-sm text-ink-3 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or
      </p>
      <Button isPending={isPending} onClick={() => run({ next })} className="w-full">
        Sign in with {issuer}
      </Button>
      <FormFailure failure={error} />
    </div>
  );
}
