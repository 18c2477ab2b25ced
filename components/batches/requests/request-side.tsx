'use client';

import { useMemo } from 'react';
import type { RequestDetail } from '#lib/shared/contract/batch-view.ts';
import { requestText } from '#lib/shared/reading/request-text.ts';
import { requestPartPath } from '../batch-queries.ts';
import { LineSide, SettingList } from './line-side.tsx';
import { parseLine } from './side-text.ts';

interface RequestSideProps {
  readonly batchId: string;
  readonly detail: RequestDetail;
}

/** What was asked. */
export function RequestSide({ batchId, detail }: RequestSideProps) {
  const { isRequestCut: isCut } = detail;
  const request = useMemo(() => requestText(parseLine(detail.requestText, isCut)), [detail.requestText, isCut]);
  const readable = request.parts.map((part) => part.text).join('\n\n');
  return (
    <LineSide
      title="Request"
      text={{
        line: detail.requestText,
        isCut,
        bytes: detail.requestBytes,
        parts: request.parts,
        readable: readable === '' ? null : readable,
        hrefOf: (kind) => requestPartPath(batchId, detail.row.line, `request.${kind}`),
      }}
      fallback={
        <p className="text-ink-3">{isCut ? 'Too long to show here.' : 'It has no text of a known kind. See JSON.'}</p>
      }
    >
      <SettingList settings={request.settings} />
    </LineSide>
  );
}
