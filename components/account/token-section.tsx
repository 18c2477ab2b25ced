'use client';

import { useState } from 'react';
import { useRefresh } from '#components/live/use-refresh.ts';
import type { VerbAction } from '#components/live/verb-action.ts';
import { ShownOnceField } from '#components/ui/shown-once-field.tsx';
import type { TokenListView } from '#lib/shared/contract/token-view.ts';
import type { createToken } from '#lib/tokens/create-token.ts';
import type { revokeToken } from '#lib/tokens/revoke-token.ts';
import { TokenForm } from './token-form.tsx';
import { TokenTable } from './token-table.tsx';

interface TokenSectionProps {
  readonly list: TokenListView;
  readonly create: VerbAction<typeof createToken>;
  readonly revoke: VerbAction<typeof revokeToken>;
}

/** By what programs of the person call the API. */
export function TokenSection({ list: { workspace, scopes, tokens }, create, revoke }: TokenSectionProps) {
  const [, refresh] = useRefresh();
  const [made, setMade] = useState<string | null>(null);
  return (
    <section className="mt-11">
      <div className="mb-1 flex flex-wrap items-center gap-x-2.5">
        <h2 className="text-lg font-bold">API tokens</h2>
        <span className="text-ink-3">for {workspace}</span>
      </div>
      <p className="mb-4 max-w-prose text-ink-2">
        A program that sends one may do what its scope says, and never more than you may at that moment.
      </p>
      <div className="@container/page mb-5 rounded-lg border border-line-strong bg-raised px-[18px] pt-4 pb-[18px]">
        <TokenForm
          scopes={scopes}
          create={create}
          onCreated={({ token }) => {
            setMade(token);
            refresh();
          }}
        />
        {made !== null && (
          <div className="mt-4 border-t border-line pt-4">
            <ShownOnceField
              label="Token"
              value={made}
              description="Copy it now: it is not shown again. Whoever has it can use it."
              what="token"
              copyLabel="Copy token"
            />
          </div>
        )}
      </div>
      {tokens.length > 0 && <TokenTable tokens={tokens} revoke={revoke} onRevoked={refresh} />}
    </section>
  );
}
