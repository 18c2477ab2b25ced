import { SquareTerminal } from 'lucide-react';
import { Notice } from '#components/ui/notice.tsx';

/** Says why nothing of this batch can be sent or cancelled here. */
export function ScriptNotice() {
  return (
    <Notice icon={<SquareTerminal aria-hidden className="size-4 text-ink-3" />} className="mt-6">
      A script sends this batch with a client of its own. Cancel and retry it from that script; its results are here.
    </Notice>
  );
}
