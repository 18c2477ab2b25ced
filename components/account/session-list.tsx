'use client';

import { Cell, type Column, Row, Table, TableBody, TableHead } from '#components/data-table/table.tsx';
import { useAction } from '#components/live/use-action.ts';
import { useRefresh } from '#components/live/use-refresh.ts';
import type { VerbAction } from '#components/live/verb-action.ts';
import { Button } from '#components/ui/button.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { Tag } from '#components/ui/tag.tsx';
import { Time } from '#components/ui/time.tsx';
import type { endOtherSessions } from '#lib/accounts/own/end-other-sessions.ts';
import type { endSession } from '#lib/accounts/own/end-session.ts';
import type { SessionView } from '#lib/shared/contract/account-views.ts';

interface SessionListProps {
  readonly sessions: readonly SessionView[];
  readonly end: VerbAction<typeof endSession>;
  readonly endOthers: VerbAction<typeof endOtherSessions>;
}

const columns: readonly Column[] = [
  { name: 'Browser' },
  { name: 'Address', className: 'w-[22%]' },
  { name: 'Last used', className: 'w-[20%]' },
  { name: 'End', align: 'right', className: 'w-28' },
];

/** In which browsers the person is signed in, and how to end that. */
export function SessionList({ sessions, end, endOthers }: SessionListProps) {
  const [, refresh] = useRefresh();
  const onSuccess = refresh;
  const endOne = useAction(end, { onSuccess });
  const endRest = useAction(endOthers, { onSuccess });
  return (
    <section className="mt-11">
      <div className="mb-2 flex flex-wrap items-center gap-x-2.5 gap-y-2">
        <h2 className="text-lg font-bold">Signed in</h2>
        <span className="text-ink-3">{sessions.length === 1 ? '1 browser' : `${sessions.length} browsers`}</span>
        {sessions.length > 1 && (
          <Button className="ml-auto" isPending={endRest.isPending} onClick={() => endRest.run(undefined)}>
            Sign out everywhere else
          </Button>
        )}
      </div>
      <FormFailure failure={endOne.error ?? endRest.error} />
      <Table label="Sessions">
        <TableHead columns={columns} />
        <TableBody>
          {sessions.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              isPending={endOne.isPending}
              onEnd={() => endOne.run({ sessionId: session.id })}
            />
          ))}
        </TableBody>
      </Table>
      <p className="mt-3.5 max-w-prose text-sm text-ink-3">
        A browser is signed out by itself after 7 days without use, and after 30 days in any case. What it says of
        itself can be wrong: if you do not know one, end it and change your password.
      </p>
    </section>
  );
}

interface SessionRowProps {
  readonly session: SessionView;
  readonly isPending: boolean;
  readonly onEnd: () => void;
}

function SessionRow({ session: { isThis, device, address, lastUsedAt }, isPending, onEnd }: SessionRowProps) {
  return (
    <Row className="max-md:grid max-md:min-h-[68px] max-md:grid-cols-[minmax(0,1fr)_auto] max-md:items-center max-md:gap-x-3 max-md:gap-y-1 max-md:py-3">
      <Cell className="h-[52px] font-medium max-md:h-auto">
        <span className="flex flex-wrap items-center gap-2.5">
          {device}
          {isThis && <Tag>This browser</Tag>}
        </span>
      </Cell>
      <Cell className="truncate text-ink-2 max-md:order-3 max-md:text-sm">
        {address ?? <span className="text-ink-3">Not known</span>}
      </Cell>
      <Cell className="text-ink-2 max-md:order-4 max-md:text-right max-md:text-sm">
        {isThis ? 'Now' : <Time value={lastUsedAt} />}
      </Cell>
      <Cell align="right" className="max-md:order-2 max-md:justify-self-end">
        {!isThis && (
          <Button size="small" aria-label={`End ${device}`} isPending={isPending} onClick={onEnd}>
            End
          </Button>
        )}
      </Cell>
    </Row>
  );
}
