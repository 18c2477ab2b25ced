'use client';

import { Cell, type Column, Row, Table, TableBody, TableHead } from '#components/data-table/table.tsx';
import { useAction } from '#components/live/use-action.ts';
import type { VerbAction } from '#components/live/verb-action.ts';
import { Button } from '#components/ui/button.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { Tag } from '#components/ui/tag.tsx';
import { Time } from '#components/ui/time.tsx';
import type { TokenView } from '#lib/shared/contract/token-view.ts';
import type { revokeToken } from '#lib/tokens/revoke-token.ts';

interface TokenTableProps {
  readonly tokens: readonly TokenView[];
  readonly revoke: VerbAction<typeof revokeToken>;
  readonly onRevoked: () => void;
}

const columns: readonly Column[] = [
  { name: 'Program' },
  { name: 'May', className: 'w-20' },
  { name: 'Ends', className: 'w-[20%]' },
  { name: 'Last used', className: 'w-[20%]' },
  { name: 'Revoke', align: 'right', className: 'w-28' },
];

export function TokenTable({ tokens, revoke, onRevoked }: TokenTableProps) {
  const { run, isPending, error } = useAction(revoke, { onSuccess: onRevoked });
  return (
    <>
      <FormFailure failure={error} />
      <Table label="Programs">
        <TableHead columns={columns} />
        <TableBody>
          {tokens.map((token) => (
            <TokenRow key={token.id} token={token} isPending={isPending} onRevoke={() => run({ tokenId: token.id })} />
          ))}
        </TableBody>
      </Table>
    </>
  );
}

interface TokenRowProps {
  readonly token: TokenView;
  readonly isPending: boolean;
  readonly onRevoke: () => void;
}

function TokenRow({ token, isPending, onRevoke }: TokenRowProps) {
  const { name, owner, last4, scope, expiresAt, hasEnded, lastUsedAt } = token;
  return (
    <Row className="max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-3 max-md:gap-y-1 max-md:py-3">
      <Cell className="h-[52px] font-medium max-md:h-auto max-md:w-full">
        <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <span className="min-w-0 break-words">{name}</span>
          <span className="mono text-sm text-ink-3">…{last4}</span>
          {owner !== null && <span className="text-sm text-ink-3">of {owner}</span>}
          {hasEnded && <Tag>Ended</Tag>}
        </span>
      </Cell>
      <Cell className="text-ink-2 max-md:text-sm">{scope}</Cell>
      <Cell className="text-ink-2 max-md:text-sm">{expiresAt === null ? 'No end' : <Time value={expiresAt} />}</Cell>
      <Cell className="text-ink-2 max-md:text-sm">
        {lastUsedAt === null ? <span className="text-ink-3">Never used</span> : <Time value={lastUsedAt} />}
      </Cell>
      <Cell align="right" className="max-md:ml-auto">
        <Button size="small" aria-label={`Revoke ${name}`} isPending={isPending} onClick={onRevoke}>
          Revoke
        </Button>
      </Cell>
    </Row>
  );
}
