'use client';

import { useMemo } from 'react';
import type { RequestDetail } from '#lib/shared/contract/batch-view.ts';
import { requestText } from '#lib/shared/reading/request-text.ts';
import { LineSide, SettingList, parseLine } from './line-side.tsx';
import { ReadableText } from './readable-text.tsx';

/** What was asked. */
export function RequestSide({ detail }: { readonly detail: RequestDetail }) {
  const request = useMemo(() => requestText(parseLine(detail.requestText)), [detail.requestText]);
  const readable = request.parts.map((part) => part.text).join('\n\n');
  return (
    <LineSide
      title="Request"
      lineText={detail.requestText}
      isCut={detail.isRequestCut}
      readable={readable === '' ? null : readable}
    >
      {request.parts.length === 0 ? (
        <p className="text-ink-3">
          {detail.isRequestCut ? 'It is too long to be shown as text.' : 'It has no text of a known kind.'} See JSON.
        </p>
      ) : (
        <ReadableText parts={request.parts} />
      )}
      <SettingList settings={request.settings} />
    </LineSide>
  );
}
