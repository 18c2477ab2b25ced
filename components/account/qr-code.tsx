'use client';

import { encode } from 'uqr';

interface QrCodeProps {
  readonly text: string;
  /** What whoever scans it gets. */
  readonly label: string;
}

/** Light squares around it, which scanners need (ISO/IEC 18004 asks for four). */
const border = 4;

/** Black on white in both themes: scanners of phones know no other. */
export function QrCode({ text, label }: QrCodeProps) {
  const { data, size } = encode(text, { ecc: 'M', border });
  const squares = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="w-48 max-w-full rounded-md border border-line bg-white"
    >
      <path d={squares.join('')} fill="black" />
    </svg>
  );
}
