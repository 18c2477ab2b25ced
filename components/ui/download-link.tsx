'use client';

import type { VariantProps } from 'class-variance-authority';
import type { ReactNode } from 'react';
import { useWorkspacePath } from '#components/rights/page-frame.tsx';
import { buttonClasses } from './button.tsx';
import { cn } from './class-names.ts';

interface DownloadLinkProps extends VariantProps<typeof buttonClasses> {
  /** A route of ours that answers with an attachment. */
  readonly href: string;
  readonly children: ReactNode;
  /** Where the words alone do not say what is fetched. */
  readonly label?: string;
  readonly className?: string;
}

/** Looks like a button and fetches a file: never prefetched, and the page stays. */
export function DownloadLink({ href, children, label, variant, size, className }: DownloadLinkProps) {
  const inWorkspace = useWorkspacePath();
  return (
    <a href={inWorkspace(href)} download aria-label={label} className={cn(buttonClasses({ variant, size }), className)}>
      {children}
    </a>
  );
}
