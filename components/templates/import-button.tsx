'use client';

import { FileUp } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '#components/ui/button.tsx';

interface ImportButtonProps {
  readonly isPrimary?: boolean;
  readonly isPending: boolean;
  readonly onFile: (file: File) => void;
}

/** Asks for an exported template. */
export function ImportButton({ isPrimary = false, isPending, onFile }: ImportButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        variant={isPrimary ? 'primary' : 'secondary'}
        isPending={isPending}
        onClick={() => input.current?.click()}
      >
        <FileUp aria-hidden />
        Import template
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".json,application/json"
        aria-label="Template file"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          // So that the same file can be chosen again, once it was corrected.
          currentTarget.value = '';
          if (file !== undefined) onFile(file);
        }}
      />
    </>
  );
}
