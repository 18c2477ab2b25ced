'use client';

import { Upload } from 'lucide-react';
import { type ReactNode, useEffect, useEffectEvent } from 'react';
import { useDropzone } from 'react-dropzone';
import { Button } from '#components/ui/button.tsx';
import { cn } from '#components/ui/class-names.ts';

interface FilePickerProps {
  readonly onFile: (file: File) => void;
  /** What stands in the drop zone; `open` asks the person for a file. */
  readonly children: (picker: { readonly open: () => void; readonly isDragging: boolean }) => ReactNode;
}

/** Takes a file that is dropped on what stands in it, or chosen by a button that calls `open`. */
export function FilePicker({ onFile, children }: FilePickerProps) {
  const { getRootProps, getInputProps, inputRef, open, isDragActive } = useDropzone({
    multiple: false,
    noClick: true,
    noKeyboard: true,
    onDropAccepted: ([file]) => {
      if (file !== undefined) onFile(file);
    },
  });
  // The input works before the page does: what was chosen until then has told nobody.
  const takeEarlyFile = useEffectEvent(() => {
    const file = inputRef.current?.files?.[0];
    if (file !== undefined) onFile(file);
  });
  useEffect(() => takeEarlyFile(), []);
  return (
    <div {...getRootProps()}>
      {/* Without autocomplete a reload does not bring the last file back, which would upload it again. */}
      <input {...getInputProps({ 'aria-label': 'File', autoComplete: 'off' })} />
      {children({ open, isDragging: isDragActive })}
    </div>
  );
}

export function DropZone({ open, isDragging }: { readonly open: () => void; readonly isDragging: boolean }) {
  return (
    <div
      className={cn(
        'flex flex-col items-center gap-4 rounded-lg border border-dashed border-line-control bg-raised px-6 py-12 text-center transition-[background-color,border-color] max-md:px-4 max-md:py-8',
        isDragging && 'border-primary bg-primary-soft',
      )}
    >
      <span className="grid size-11 place-items-center rounded-lg bg-sunken text-ink-2">
        <Upload aria-hidden className="size-5" />
      </span>
      <div>
        <p className="text-lg font-medium">{isDragging ? 'Drop to upload' : 'Drop a table or a JSONL file here'}</p>
        <p className="mt-0.5 text-pretty text-ink-2">
          Excel or CSV: you say next what to ask about each row. Or JSONL in OpenAI’s batch format, one request on each
          line. Nothing is sent before you start.
        </p>
      </div>
      <Button variant="primary" onClick={open}>
        Choose file
      </Button>
      <code className="mono max-w-full truncate text-ink-3 max-md:hidden">
        {'{"custom_id": "1", "method": "POST", "url": "/v1/chat/completions", "body": {…}}'}
      </code>
    </div>
  );
}
