'use client';

import { CopyButton } from '#components/ui/copy-button.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { useNow } from '#components/ui/reader.tsx';
import { ExactTime } from '#components/ui/time.tsx';

/** What Next hands to an `error.tsx`. */
export interface PageErrorProps {
  readonly error: unknown;
  readonly retry: () => void;
}

interface Words {
  readonly title: string;
  readonly back?: { readonly href: string; readonly label: string };
}

/** A page that could not be made on the server. What broke stands in the server's log under the id. */
export function PageError({ error, retry, title, back }: PageErrorProps & Words) {
  const id = readDigest(error);
  const now = useNow();
  return (
    <ErrorState
      title={title}
      onRetry={retry}
      back={back}
      reassurance="Your batches are not affected: jobs at the provider go on, no answer is lost, nothing is sent twice."
      details={[{ label: 'When', value: <ExactTime value={now.toISOString()} /> }]}
    >
      The dashboard’s own server or database did not answer as it should. It may be starting up, or the machine may be
      busy.
      {id !== null && (
        <>
          {' If it stays, tell your admin this id: '}
          <span className="whitespace-nowrap">
            <code className="mono">{id}</code> <CopyButton text={id} label="Copy id" />
          </span>
        </>
      )}
    </ErrorState>
  );
}

/** Next replaces what was thrown on the server by a digest, under which it logs it. */
function readDigest(error: unknown): string | null {
  const hasDigest = typeof error === 'object' && error !== null && 'digest' in error;
  return hasDigest && typeof error.digest === 'string' ? error.digest : null;
}
