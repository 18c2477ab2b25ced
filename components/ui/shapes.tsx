import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

/* The shapes that tell states apart without colour, where lucide has none. All take the colour of the text. */

interface ShapeProps {
  readonly className?: string;
}

function Shape({ className, children }: ShapeProps & { readonly children: ReactNode }) {
  return (
    <svg aria-hidden viewBox="0 0 16 16" className={cn('size-4 shrink-0', className)}>
      {children}
    </svg>
  );
}

/** A filled disc with a tick: succeeded. */
export function TickDiscShape({ className }: ShapeProps) {
  return (
    <Shape className={className}>
      <path
        fill="currentColor"
        fillRule="evenodd"
        d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm3.53 5.03-4 4.25a.75.75 0 0 1-1.08.01l-2-2a.75.75 0 0 1 1.06-1.06l1.45 1.45 3.48-3.7a.75.75 0 1 1 1.09 1.05Z"
      />
    </Shape>
  );
}

/** A filled diamond with a cross: failed. */
export function DiamondShape({ className }: ShapeProps) {
  return (
    <Shape className={className}>
      <path
        fill="currentColor"
        fillRule="evenodd"
        d="M7.1.98a1.27 1.27 0 0 1 1.8 0l6.12 6.12c.5.5.5 1.3 0 1.8L8.9 15.02c-.5.5-1.3.5-1.8 0L.98 8.9a1.27 1.27 0 0 1 0-1.8L7.1.98ZM6.53 5.47a.75.75 0 0 0-1.06 1.06L6.94 8 5.47 9.47a.75.75 0 1 0 1.06 1.06L8 9.06l1.47 1.47a.75.75 0 1 0 1.06-1.06L9.06 8l1.47-1.47a.75.75 0 0 0-1.06-1.06L8 6.94 6.53 5.47Z"
      />
    </Shape>
  );
}

/** A dashed ring with a question mark: missing. */
export function DashedRingShape({ className }: ShapeProps) {
  return (
    <Shape className={className}>
      <g fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round">
        <circle cx="8" cy="8" r="6.2" strokeDasharray="2.6 2.27" />
        <path d="M6.4 6.4a1.65 1.65 0 1 1 2.5 1.45c-.6.35-.9.65-.9 1.2" strokeWidth="1.5" />
        <path d="M8 11.2v.01" strokeWidth="1.8" />
      </g>
    </Shape>
  );
}

/** A plain ring: pending. */
export function RingShape({ className }: ShapeProps) {
  return (
    <Shape className={className}>
      <circle cx="8" cy="8" r="6.1" fill="none" stroke="currentColor" strokeWidth="1.7" />
    </Shape>
  );
}

/** A ring that is struck through: not answered. */
export function StruckRingShape({ className }: ShapeProps) {
  return (
    <Shape className={className}>
      <g fill="none" stroke="currentColor" strokeWidth="1.7">
        <circle cx="8" cy="8" r="6.1" />
        <path d="m3.7 12.3 8.6-8.6" />
      </g>
    </Shape>
  );
}

/** A filled triangle with an exclamation mark: look here. */
export function TriangleShape({ className }: ShapeProps) {
  return (
    <Shape className={className}>
      <path
        fill="currentColor"
        fillRule="evenodd"
        d="M6.75 1.9a1.45 1.45 0 0 1 2.5 0l5.9 10.2c.55.97-.14 2.2-1.25 2.2H2.1c-1.11 0-1.8-1.23-1.25-2.2l5.9-10.2ZM8 5a.8.8 0 0 0-.8.8v3a.8.8 0 0 0 1.6 0v-3A.8.8 0 0 0 8 5Zm0 7.6a.95.95 0 1 0 0-1.9.95.95 0 0 0 0 1.9Z"
      />
    </Shape>
  );
}

const ringRadius = 5.9;
const ringLength = 2 * Math.PI * ringRadius;

/** A ring that is filled as far as the work has come. */
export function ProgressRingShape({ percent, className }: ShapeProps & { readonly percent: number }) {
  return (
    <Shape className={className}>
      <g fill="none" strokeWidth="2.4">
        <circle cx="8" cy="8" r={ringRadius} className="stroke-line-control" />
        <circle
          cx="8"
          cy="8"
          r={ringRadius}
          className="stroke-ink transition-[stroke-dasharray] duration-(--slow)"
          strokeDasharray={`${(percent / 100) * ringLength} ${ringLength}`}
          transform="rotate(-90 8 8)"
        />
      </g>
    </Shape>
  );
}
