'use client';

import { useState } from 'react';
import { useAction } from '#components/live/use-action.ts';
import { maxTemplateFileBytes } from '#lib/shared/contract/template-inputs.ts';
import type { TemplateOrigin } from '#lib/shared/contract/template.ts';
import type { TemplateActions } from './template-actions.ts';

interface Import {
  readonly run: (file: File) => void;
  readonly isPending: boolean;
  readonly error: { readonly message: string; readonly reference?: string | null } | null;
}

/** Reads a file in the browser and has it kept as a template; what it cannot be is said. */
export function useImport(action: TemplateActions['import'], onImported: (made: TemplateOrigin) => void): Import {
  const [refused, setRefused] = useState<string | null>(null);
  const { run, isPending, error, reset } = useAction(action, { onSuccess: onImported });
  const read = async (file: File): Promise<void> => {
    if (file.size > maxTemplateFileBytes) return setRefused(tooLarge(file));
    const text = await file.text();
    // As it is sent, with what JSON escapes: more than this the server does not read.
    const sentBytes = new TextEncoder().encode(JSON.stringify(text)).length;
    return sentBytes > maxTemplateFileBytes ? setRefused(tooLarge(file)) : run({ text, fileName: file.name });
  };
  return {
    run: (file) => {
      reset();
      setRefused(null);
      read(file).catch(() => setRefused(`${file.name} could not be read. Choose it again.`));
    },
    isPending,
    error: refused === null ? error : { message: refused },
  };
}

function tooLarge({ name }: File): string {
  return `${name} is too large for a template: 1 MB is the most. Choose a file that Export has written.`;
}
