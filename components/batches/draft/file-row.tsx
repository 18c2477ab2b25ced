import { FileText } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '#components/ui/class-names.ts';

interface FileRowProps {
  readonly name: string;
  readonly detail: ReactNode;
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
  readonly isDragging?: boolean;
}

/** The chosen file: something one can pick up, so it lies in a frame. */
export function FileRow({ name, detail, actions, children, isDragging = false }: FileRowProps) {
  return (
    <div
      className={cn(
        'rounded-lg border border-line-strong bg-raised px-4 py-[11px]',
        isDragging && 'border-primary bg-primary-soft',
      )}
    >
      <div className="flex items-center gap-3.5 max-md:flex-wrap">
        <span className="grid size-9 shrink-0 place-items-center rounded-md bg-sunken text-ink-2">
          <FileText aria-hidden className="size-4" />
        </span>
        <div className="min-w-0 flex-1">
          <p className="font-medium wrap-anywhere">{name}</p>
          <p className="text-sm text-ink-3">{detail}</p>
        </div>
        {actions !== undefined && <div className="flex gap-2 max-md:w-full max-md:[&>*]:flex-1">{actions}</div>}
      </div>
      {children}
    </div>
  );
}
