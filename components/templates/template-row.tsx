'use client';

import { answerKindWords } from '#components/batches/table/answer-words.ts';
import { useCan, useReaderId } from '#components/rights/page-frame.tsx';
import { Button } from '#components/ui/button.tsx';
import { DownloadLink } from '#components/ui/download-link.tsx';
import { HoverLink } from '#components/ui/hover-link.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { Time } from '#components/ui/time.tsx';
import type { TemplateListItem } from '#lib/shared/contract/kept-template.ts';

interface TemplateRowProps {
  readonly template: TemplateListItem;
  readonly isPending: boolean;
  readonly onDuplicate: () => void;
  readonly onRename: () => void;
  readonly onRemove: () => void;
}

/** One template: what it is called, what it asks for, when it was saved last; with what can be done, for who may. */
export function TemplateRow({ template, isPending, onDuplicate, onRename, onRemove }: TemplateRowProps) {
  const canRun = useCan('run');
  const { id, name } = template;
  return (
    <li>
      <article
        aria-label={name}
        className="flex flex-wrap items-center gap-x-6 gap-y-2.5 border-b border-line py-3 max-md:py-4"
      >
        <div className="min-w-0 flex-1 max-md:basis-full">
          <h2 className="font-medium wrap-anywhere">
            <HoverLink href={`/templates/${id}`} className="rounded-xs underline-offset-3 hover:underline">
              {name}
            </HoverLink>
          </h2>
          <TemplateLine template={template} />
        </div>
        <div className="flex flex-wrap gap-2">
          {canRun && (
            <>
              <Button size="small" isPending={isPending} onClick={onDuplicate}>
                Duplicate
              </Button>
              <Button size="small" onClick={onRename}>
                Rename
              </Button>
            </>
          )}
          <DownloadLink size="small" href={`/api/templates/${id}/template.json`}>
            Export
          </DownloadLink>
          {canRun && (
            <Button size="small" onClick={onRemove}>
              Delete
            </Button>
          )}
        </div>
      </article>
    </li>
  );
}

function TemplateLine({ template }: { readonly template: TemplateListItem }) {
  const format = useFormat();
  const readerId = useReaderId();
  const { model, answer, version, savedAt, savedBy } = template;
  return (
    <p className="mt-0.5 flex flex-wrap gap-x-4 text-sm text-ink-3">
      <span className="wrap-anywhere">{model}</span>
      <span>{answerTitle(answer)}</span>
      <span>{format.count(version, 'version')}</span>
      <span>
        saved <Time value={savedAt} />
        {readerId !== null && ` by ${savedBy.id === readerId ? 'you' : savedBy.name}`}
      </span>
    </p>
  );
}

/** The code itself for one of a newer version. */
function answerTitle(answer: string): string {
  return Object.entries(answerKindWords).find(([kind]) => kind === answer)?.[1].title ?? answer;
}
