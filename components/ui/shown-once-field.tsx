'use client';

import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { copyText } from './copy-text.ts';
import { Field } from './field.tsx';
import { Input } from './input.tsx';

interface ShownOnceFieldProps {
  readonly label: string;
  readonly value: string;
  readonly description: ReactNode;
  /** What is copied, for the message that says so. */
  readonly what: string;
  readonly copyLabel: string;
}

/** A secret that is seen this one time, to be copied. */
export function ShownOnceField({ label, value, description, what, copyLabel }: ShownOnceFieldProps) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3.5 gap-y-3 max-md:grid-cols-1">
      <Field label={label} description={description}>
        <Input
          value={value}
          readOnly
          spellCheck={false}
          onFocus={(event) => event.currentTarget.select()}
          className="mono"
        />
      </Field>
      <Button onClick={() => void copyText(value, what)} className="mt-[26px] max-md:mt-0">
        <Copy aria-hidden />
        {copyLabel}
      </Button>
    </div>
  );
}
