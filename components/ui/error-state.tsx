'use client';

import { ChevronDown, Database, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, ButtonLink } from './button.tsx';
import { Notice } from './notice.tsx';
import { TickDiscShape, TriangleShape } from './shapes.tsx';

interface ErrorDetail {
  readonly label: string;
  readonly value: ReactNode;
}

interface ErrorStateProps {
  /** What failed: "This batch could not be loaded". */
  readonly title: string;
  /** Why, as far as it is known. */
  readonly children: ReactNode;
  /** That the work is safe; only if it is. */
  readonly reassurance?: ReactNode;
  readonly onRetry: () => void;
  readonly isRetrying?: boolean;
  readonly back?: { readonly href: string; readonly label: string };
  readonly icon?: ReactNode;
  /** For the person who runs the server; folded. */
  readonly details?: readonly ErrorDetail[];
}

/** A whole page that failed. */
export function ErrorState(props: ErrorStateProps) {
  const { title, children, reassurance, onRetry, isRetrying, back, details = [] } = props;
  return (
    <div role="alert" className="max-w-[620px] pt-[72px] max-md:pt-8">
      <div className="mb-5 grid size-11 place-items-center rounded-lg bg-failed-soft text-failed [&_svg]:size-5">
        {props.icon ?? <Database aria-hidden />}
      </div>
      <h1 className="text-2xl font-bold text-balance">{title}</h1>
      <p className="mt-2.5 text-lg leading-[26px] text-pretty text-ink-2">{children}</p>
      {reassurance !== undefined && (
        <p className="mt-[18px] flex gap-2.5 text-pretty text-ink-2">
          <TickDiscShape className="mt-0.5 text-succeeded" />
          <span>{reassurance}</span>
        </p>
      )}
      <div className="mt-[26px] flex flex-wrap gap-2.5">
        <Button variant="primary" onClick={onRetry} isPending={isRetrying}>
          <RotateCw aria-hidden />
          Try again
        </Button>
        {back !== undefined && <ButtonLink href={back.href}>{back.label}</ButtonLink>}
      </div>
      {details.length > 0 && <ErrorDetails details={details} />}
    </div>
  );
}

function ErrorDetails({ details }: { readonly details: readonly ErrorDetail[] }) {
  return (
    <details className="group mt-9 border-t border-line pt-3.5">
      <summary className="flex w-fit list-none items-center gap-1.5 rounded-xs font-medium text-ink-2 [&::-webkit-details-marker]:hidden">
        <ChevronDown aria-hidden className="size-3.5 -rotate-90 transition-transform group-open:rotate-0" />
        Details for the person who runs this server
      </summary>
      <dl className="mt-2 grid grid-cols-[auto_1fr]">
        {details.map(({ label, value }) => (
          <div key={label} className="contents">
            <dt className="min-w-[120px] py-[7px] pr-4 text-ink-3">{label}</dt>
            <dd className="min-w-0 py-[7px] wrap-anywhere">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

interface SectionErrorProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly onRetry: () => void;
  readonly isRetrying?: boolean;
  readonly className?: string;
}

/** A section that failed alone, in its place. */
export function SectionError({ title, children, onRetry, isRetrying, className }: SectionErrorProps) {
  return (
    <div role="alert" className={className}>
      <Notice
        icon={<TriangleShape className="text-failed" />}
        actions={
          <Button size="small" onClick={onRetry} isPending={isRetrying}>
            Try again
          </Button>
        }
      >
        <b>{title}</b> {children}
      </Notice>
    </div>
  );
}
