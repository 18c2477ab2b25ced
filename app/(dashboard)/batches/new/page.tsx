import type { Metadata } from 'next';
import { call } from '#app/_server/call.ts';
import { NewBatchPage } from '#components/batches/new/new-batch-page.tsx';
import type { GivenTemplate } from '#components/batches/table/template-draft.ts';
import { Toaster } from '#components/ui/toaster.tsx';
import { getTable } from '#lib/batch/reads/get-table.ts';
import { listConnections } from '#lib/connections/list-connections.ts';
import { AppError } from '#lib/errors.ts';
import { getTemplate } from '#lib/templates/get-template.ts';
import { listTemplates } from '#lib/templates/list-templates.ts';
import { batchActions } from '../batch-actions.ts';

export const metadata: Metadata = { title: 'New batch' };

type Param = string | string[] | undefined;

interface NewBatchRouteProps {
  readonly searchParams: Promise<{ readonly template?: Param; readonly like?: Param }>;
}

/** `template` names a kept one to begin with, `like` a batch whose question is asked again. */
export default async function NewBatchRoute({ searchParams }: NewBatchRouteProps) {
  const { template, like } = await searchParams;
  const [connections, kept, given] = await Promise.all([
    call(listConnections),
    call(listTemplates),
    findGiven({ template, like }),
  ]);
  return (
    <>
      <NewBatchPage connections={connections} templates={{ kept, given }} actions={batchActions} />
      <Toaster />
    </>
  );
}

/** Null too for what is not there any more: then the page begins as ever. */
async function findGiven({ template, like }: { template: Param; like: Param }): Promise<GivenTemplate | null> {
  try {
    if (typeof template === 'string') {
      const { id, name, version, template: kept } = await call(getTemplate, { templateId: template });
      return { template: kept, origin: { templateId: id, name, version } };
    }
    return typeof like === 'string' ? (await call(getTable, { batchId: like })).use : null;
  } catch (error) {
    if (AppError.is(error) && (error.code === 'not_found' || error.code === 'invalid_input')) return null;
    throw error;
  }
}
