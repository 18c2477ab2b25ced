'use client';

import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Dialog, DialogCloseButton, DialogContent, DialogFooter } from '#components/ui/dialog.tsx';
import { Field } from '#components/ui/field.tsx';
import { Input } from '#components/ui/input.tsx';
import { Select } from '#components/ui/select.tsx';
import type { TableDelimiter, TableEncoding, TableOptions, TableQuote } from '#lib/shared/contract/table.ts';

interface ReadingDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly format: 'csv' | 'xlsx';
  /** As it was read. */
  readonly options: TableOptions;
  readonly sheets: readonly string[];
  readonly isPending: boolean;
  readonly onChoose: (options: Partial<TableOptions>) => void;
}

const encodings: readonly { readonly value: TableEncoding; readonly label: string }[] = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'windows-1252', label: 'Windows (Western European)' },
  { value: 'utf-16le', label: 'UTF-16 (Excel’s "Unicode text")' },
  { value: 'utf-16be', label: 'UTF-16, big-endian' },
  { value: 'shift_jis', label: 'Shift-JIS (Japanese)' },
];

const delimiters: readonly { readonly value: TableDelimiter; readonly label: string }[] = [
  { value: ',', label: 'Comma' },
  { value: ';', label: 'Semicolon' },
  { value: '\t', label: 'Tab' },
  { value: '|', label: 'Bar |' },
];

const quotes: readonly { readonly value: TableQuote; readonly label: string }[] = [
  { value: '"', label: 'Double quotes "' },
  { value: "'", label: 'Single quotes ’' },
  { value: 'none', label: 'Nothing' },
];

/** How a table was read, to be corrected by who sees that it is wrong. */
export function ReadingDialog(props: ReadingDialogProps) {
  const { isOpen, onClose, format, options, sheets, isPending, onChoose } = props;
  const [chosen, setChosen] = useState<Partial<TableOptions>>({});
  const change = (changed: Partial<TableOptions>): void => setChosen({ ...chosen, ...changed });
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(open) => {
        if (open) return;
        setChosen({});
        onClose();
      }}
    >
      <DialogContent
        title="How the table is read"
        description={
          format === 'csv'
            ? 'Strange letters come from the wrong encoding, columns in one piece from the wrong separator.'
            : 'Choose the sheet, and whether its first row holds the names of the columns.'
        }
        footer={
          <DialogFooter>
            <DialogCloseButton />
            <Button variant="primary" isPending={isPending} onClick={() => onChoose(chosen)}>
              Read it again
            </Button>
          </DialogFooter>
        }
      >
        <ReadingFields format={format} options={{ ...options, ...chosen }} sheets={sheets} onChange={change} />
      </DialogContent>
    </Dialog>
  );
}

interface ReadingFieldsProps extends Pick<ReadingDialogProps, 'format' | 'options' | 'sheets'> {
  readonly onChange: (changed: Partial<TableOptions>) => void;
}

function ReadingFields({ format, options, sheets, onChange }: ReadingFieldsProps) {
  return (
    <div className="grid gap-5">
      {format === 'csv' ? (
        <>
          <Field label="Encoding">
            <Select value={options.encoding} options={encodings} onChange={(encoding) => onChange({ encoding })} />
          </Field>
          <Field label="Columns are separated by">
            <Select value={options.delimiter} options={delimiters} onChange={(delimiter) => onChange({ delimiter })} />
          </Field>
          <Field label="Cells are quoted with">
            <Select value={options.quote} options={quotes} onChange={(quote) => onChange({ quote })} />
          </Field>
        </>
      ) : (
        <Field label="Sheet">
          {sheets.length === 0 ? (
            // Of a workbook that could not be read nobody knows the sheets but its owner.
            <Input
              value={options.sheet ?? ''}
              placeholder="The name of the sheet"
              autoComplete="off"
              onChange={(event) => onChange({ sheet: event.target.value === '' ? null : event.target.value })}
            />
          ) : (
            <Select
              value={options.sheet}
              options={sheets.map((sheet) => ({ value: sheet, label: sheet }))}
              onChange={(sheet) => onChange({ sheet })}
            />
          )}
        </Field>
      )}
      <Field label="The first row">
        <Select
          value={(options.hasHeader ?? true) ? 'names' : 'row'}
          options={[
            { value: 'names', label: 'Holds the names of the columns' },
            { value: 'row', label: 'Is a row like the others' },
          ]}
          onChange={(first) => onChange({ hasHeader: first === 'names' })}
        />
      </Field>
    </div>
  );
}
