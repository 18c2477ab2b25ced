'use client';

import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { SectionError } from '#components/ui/error-state.tsx';
import type { BatchView, TableSummary } from '#lib/shared/contract/batch-view.ts';
import type { TableView } from '#lib/shared/contract/table.ts';
import { tableRefusalText } from '#lib/shared/words/table-texts.ts';
import { parsePlaces } from '#lib/tables/template/parse-places.ts';
import type { NewBatchActions } from '../batch-actions.ts';
import { Step } from '../draft/step.tsx';
import { useDraftChange } from '../draft/use-draft-change.ts';
import { Builder } from './builder.tsx';
import type { BuiltTable, Where } from './built-table.ts';
import { KeepTemplate } from './keep-template.tsx';
import { MadeRequests } from './made-requests.tsx';
import { MakeBar } from './make-bar.tsx';
import { RefusedTable } from './refused-table.tsx';
import { tableOptions } from './table-queries.ts';
import { LoadingTable, TableSheet } from './table-sheet.tsx';
import { type TemplateDraft, finishTemplate } from './template-draft.ts';
import { type TemplateDraftState, useTemplateDraft } from './use-template-draft.ts';
import { type TemplateChoice, UseTemplate } from './use-template.tsx';

const askTitle = 'What to ask about each row';

interface TableStepsProps {
  readonly batch: BatchView;
  readonly summary: TableSummary;
  readonly where: Where;
  readonly templates: TemplateChoice;
  readonly actions: NewBatchActions;
  readonly onChooseFile: () => void;
  /** What comes once requests are made: the check, and the start. */
  readonly children: ReactNode;
}

/** The steps of a table: her rows, what to ask about each, and what every batch goes through then. */
export function TableSteps(props: TableStepsProps) {
  const { batch, summary, onChooseFile } = props;
  const revision = summary.revision ?? '';
  const query = useQuery({
    ...tableOptions({ batchId: batch.id, revision }, stageOf(summary)),
    enabled: summary.hasHead,
  });
  const view = summary.hasHead ? query.data : undefined;
  if (summary.refusal !== null)
    return (
      <Waiting>
        <RefusedTable
          batchId={batch.id}
          summary={summary}
          sentence={tableRefusalText(summary.refusal)}
          onChooseFile={onChooseFile}
          chooseOptions={props.actions.chooseTableOptions}
        />
      </Waiting>
    );
  if (query.isError && view === undefined)
    return (
      <Waiting>
        <SectionError
          title="The rows of the table could not be loaded."
          onRetry={() => query.refetch()}
          isRetrying={query.isRefetching}
        >
          {query.error.message}
        </SectionError>
      </Waiting>
    );
  if (view?.head == null)
    return (
      <Waiting>
        <LoadingTable summary={summary} />
      </Waiting>
    );
  return <LoadedTable {...props} key={revision} view={view} head={view.head} />;
}

/** What the table looks like changes with it. */
function stageOf({ rows, isMade, making }: TableSummary): string {
  return [rows === null ? 'head' : 'whole', isMade ? 'made' : '', making === null ? '' : 'making'].join(' ');
}

/** Step 1 while the others are still ahead. */
function Waiting({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <Step number={1} title="Your table" state="here">
        {children}
      </Step>
      <Step number={2} title={askTitle} state="ahead" isLast />
    </>
  );
}

type LoadedTableProps = TableStepsProps & {
  readonly view: TableView;
  readonly head: NonNullable<TableView['head']>;
};

function LoadedTable(props: LoadedTableProps) {
  const { batch, summary, view, head, templates, actions, onChooseFile, children } = props;
  const state = useTemplateDraft(batch.id, view.use ?? templates.given);
  const [isChanging, setChanging] = useState(false);
  const making = useMaking(batch.id, state.draft, actions.askForRequests, () => setChanging(false));
  const table = tableOf(batch.id, summary, view, head);
  const isAsking = isChanging || !summary.isMade || summary.making !== null;
  return (
    <>
      <Step number={1} title="Your table" state="done">
        <TableSheet
          table={table}
          view={view}
          summary={summary}
          used={usedColumns(state.draft, table.columns)}
          onChooseFile={onChooseFile}
          chooseOptions={actions.chooseTableOptions}
        />
      </Step>
      {isAsking ? (
        <AskStep {...props} table={table} state={state} making={making} />
      ) : (
        <>
          <Step number={2} title={askTitle} state="done">
            <MadeRequests batchId={batch.id} use={view.use} rows={table.rows} onChange={() => setChanging(true)} />
          </Step>
          {children}
        </>
      )}
    </>
  );
}

type AskStepProps = LoadedTableProps & {
  readonly table: BuiltTable;
  readonly state: TemplateDraftState;
  readonly making: Making;
};

/** While the question is written, and until its requests are made. */
function AskStep({ batch, summary, where, templates, actions, table, state, making }: AskStepProps) {
  const { draft, change, replace } = state;
  return (
    <>
      <Step
        number={2}
        title={askTitle}
        state="here"
        isLast
        aside={<UseTemplate kept={templates.kept} onUse={replace} />}
      >
        <Builder where={where} table={table} draft={draft} onChange={making.change(change)} errors={making.errors} />
      </Step>
      <MakeBar
        rows={table.rows}
        making={summary.making}
        error={making.error}
        isPending={making.isPending}
        onMake={making.make}
        keep={
          <KeepTemplate
            draft={draft}
            name={batch.name}
            saveTemplate={actions.saveTemplate}
            onKept={(origin) => change({ origin })}
          />
        }
      />
    </>
  );
}

interface Making {
  /** A sentence for each field that is wrong, since the last try. */
  readonly errors: Readonly<Record<string, string>>;
  readonly error: string | null;
  readonly isPending: boolean;
  readonly make: () => void;
  /** Wraps what changes the draft: what was wrong may be right then. */
  readonly change: (change: (changed: Partial<TemplateDraft>) => void) => (changed: Partial<TemplateDraft>) => void;
}

/** Checks the template here, and asks for the requests. */
function useMaking(
  batchId: string,
  draft: TemplateDraft,
  askForRequests: NewBatchActions['askForRequests'],
  onAsked: () => void,
): Making {
  const [errors, setErrors] = useState<Making['errors']>({});
  const asking = useDraftChange(batchId, askForRequests, onAsked);
  const wrong = Object.values(errors)[0] ?? null;
  return {
    errors,
    error: wrong ?? asking.error?.message ?? null,
    isPending: asking.isPending,
    make: () => {
      const finished = finishTemplate(draft);
      setErrors(finished.ok ? {} : finished.errors);
      const { origin } = draft;
      if (finished.ok)
        asking.run({
          batchId,
          template: finished.template,
          ...(origin === null ? {} : { origin: { templateId: origin.templateId, version: origin.version } }),
        });
    },
    change: (change) => (changed) => {
      setErrors({});
      if (asking.error !== null) asking.reset();
      change(changed);
    },
  };
}

function tableOf(
  batchId: string,
  summary: TableSummary,
  { profile }: TableView,
  head: NonNullable<TableView['head']>,
): BuiltTable {
  const [first] = head.rows;
  const hasHeader = head.options.hasHeader ?? true;
  return {
    batchId,
    revision: summary.revision ?? '',
    name: summary.name,
    columns: head.columns,
    profiles: profile?.columns ?? [],
    firstRows: head.rows,
    headerRow: hasHeader && first !== undefined ? first.number - 1 : null,
    rows: summary.rows,
  };
}

/** Columns that the requests have something of. */
function usedColumns(draft: TemplateDraft, columns: readonly string[]): ReadonlySet<string> {
  const isVector = draft.answerKind === 'vector';
  const prompts = isVector ? [] : [draft.prompt, draft.system];
  const places = prompts.flatMap((prompt) =>
    parsePlaces(prompt, columns).flatMap((piece) => (piece.kind === 'place' && piece.isKnown ? [piece.column] : [])),
  );
  const others = isVector ? [draft.vectorColumn] : [draft.imageColumn];
  return new Set([...places, ...others.filter((column) => column !== null)]);
}
