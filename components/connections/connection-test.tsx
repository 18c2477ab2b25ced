'use client';

import { Clock } from 'lucide-react';
import type { ReactNode } from 'react';
import { Notice } from '#components/ui/notice.tsx';
import { TickDiscShape, TriangleShape } from '#components/ui/shapes.tsx';
import { Time } from '#components/ui/time.tsx';
import type { ActionError } from '#lib/shared/contract/action-result.ts';
import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';
import { connectionTestText } from '#lib/shared/words/connection-test-text.ts';

interface ConnectionTestProps {
  readonly connection: ConnectionView;
  readonly isTesting: boolean;
  /** Why a test could not even be made. */
  readonly failure: ActionError | null;
}

/** What the last test found, in words; a new result is announced. */
export function ConnectionTest({ connection, isTesting, failure }: ConnectionTestProps) {
  return <div aria-live="polite">{testNotice(connection, isTesting, failure)}</div>;
}

function testNotice(connection: ConnectionView, isTesting: boolean, failure: ActionError | null): ReactNode {
  const { lastTest } = connection;
  if (isTesting) {
    return (
      <Notice icon={<Clock aria-hidden className="size-4 text-ink-3" />}>Testing, one free call is under way.</Notice>
    );
  }
  if (failure !== null) {
    return (
      <Notice icon={<TriangleShape className="text-failed" />}>
        <b>The test could not be made.</b> {failure.message}
      </Notice>
    );
  }
  if (connection.isKeyRefused) {
    return (
      <Notice tone="attention">
        <b>The key was refused.</b> A batch is waiting for a new one, and continues by itself then.
      </Notice>
    );
  }
  if (lastTest === null) {
    return (
      <Notice icon={<Clock aria-hidden className="size-4 text-ink-3" />}>
        <b>Not tested yet.</b> A test makes one free call and sends none of your data.
      </Notice>
    );
  }
  const when = (
    <>
      Tested <Time value={lastTest.at} />.
    </>
  );
  return lastTest.ok ? (
    <Notice icon={<TickDiscShape className="text-succeeded" />}>
      <b>Works.</b> {connectionTestText(lastTest.finding, connection.name)} {when}
    </Notice>
  ) : (
    <Notice tone="attention">
      <b>Does not work.</b> {connectionTestText(lastTest.finding, connection.name)} {when}
    </Notice>
  );
}
