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
  return {
    run: (file) => {
      reset();
      setRefused(null);
      if (file.size > maxTemplateFileBytes) {
        setRefused(`${file.name} is larger than 1 MB, which no template is. Choose a file that Export has written.`);
        return;
      }
      file.text().then(
        (text) => run({ text, fileName: file.name }),
        () => setRefused(`${file.name} could not be read. Choose it again.`),
      );
    },
    isPending,
    error: refused === null ? error : { message: refused },
  };
}
