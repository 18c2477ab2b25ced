import { Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';
import { TriangleShape } from './shapes.tsx';

interface NoticeProps {
  /** `attention` is the one amber thing that a view may have. */
  readonly tone?: 'plain' | 'attention';
  /** Its own icon in place of the tone's. */
  readonly icon?: ReactNode;
  readonly children: ReactNode;
  /** Buttons at the right, below on a phone. */
  readonly actions?: ReactNode;
  readonly className?: string;
}

const icons = {
  plain: <Info aria-hidden className="size-4 text-ink-3" />,
  attention: <TriangleShape className="text-attention" />,
};

/** A sentence or two that explain the state of what stands below or around. */
export function Notice({ tone = 'plain', icon, children, actions, className }: NoticeProps) {
  return (
    <div
      className={cn(
        'flex gap-2.5 rounded-md px-3.5 py-3 text-ink-2 max-md:flex-wrap [&_b]:text-ink',
        tone === 'attention' ? 'bg-attention-soft' : 'bg-sunken',
        className,
      )}
    >
      <span className="mt-0.5 flex h-4 shrink-0">{icon ?? icons[tone]}</span>
      <div className="min-w-0 flex-1">{children}</div>
      {actions !== undefined && <div className="-my-1 flex shrink-0 gap-2 max-md:my-0 max-md:w-full">{actions}</div>}
    </div>
  );
}
