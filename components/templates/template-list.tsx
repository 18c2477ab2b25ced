'use client';

import { type ReactNode, useState } from 'react';
import { PageHead } from '#components/layout/page-head.tsx';
import { useRefresh } from '#components/live/use-refresh.ts';
import { useCan } from '#components/rights/page-frame.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { FormFailure } from '#components/ui/form-failure.tsx';
import { LoadingAnnouncement, Skeleton } from '#components/ui/skeleton.tsx';
import type { TemplateListItem } from '#lib/shared/contract/kept-template.ts';
import { ImportButton } from './import-button.tsx';
import type { TemplateActions } from './template-actions.ts';
import { TemplateRows } from './template-rows.tsx';
import { useImport } from './use-import.ts';

interface TemplateListProps {
  readonly templates: readonly TemplateListItem[];
  readonly actions: TemplateActions;
}

/** The templates of the workspace, and the way to bring one in. */
export function TemplateList({ templates, actions }: TemplateListProps) {
  const canRun = useCan('run');
  const [said, setSaid] = useState<string | null>(null);
  const [isRefreshing, refresh] = useRefresh();
  const importing = useImport(actions.import, ({ name }) => {
    setSaid(`Imported as ${name}.`);
    refresh();
  });
  const isEmpty = templates.length === 0;
  const importButton = canRun && (
    <ImportButton
      isPrimary={isEmpty}
      isPending={importing.isPending || isRefreshing}
      onFile={(file) => {
        setSaid(null);
        importing.run(file);
      }}
    />
  );
  return (
    <>
      <TemplatesHead actions={canRun && !isEmpty ? importButton : undefined} />
      <FormFailure failure={importing.error} />
      <output className={said === null ? 'sr-only' : 'mt-4 block text-ink-2'}>{said}</output>
      {isEmpty ? (
        <EmptyState action={importButton}>
          {canRun
            ? 'No template is kept yet. Write what to ask about a table on New batch and keep it, or import a template.'
            : 'No template is kept in this workspace yet.'}
        </EmptyState>
      ) : (
        <TemplateRows templates={templates} actions={actions} onSaid={setSaid} />
      )}
    </>
  );
}

function TemplatesHead({ actions }: { readonly actions?: ReactNode }) {
  return (
    <PageHead title="Templates" actions={actions}>
      <p className="mt-1 text-ink-2">What to ask about each row of a table, kept to be used again.</p>
    </PageHead>
  );
}

/** The page while it loads: the title and the sentence are there already. */
export function TemplateListSkeleton() {
  return (
    <>
      <LoadingAnnouncement>Loading templates</LoadingAnnouncement>
      <TemplatesHead />
      <div className="mt-7 border-t border-line">
        {[34, 22, 28].map((width) => (
          <div key={width} className="flex h-[67px] flex-col justify-center gap-3 border-b border-line">
            <Skeleton width={`${width}%`} />
            <Skeleton width="46%" />
          </div>
        ))}
      </div>
    </>
  );
}
