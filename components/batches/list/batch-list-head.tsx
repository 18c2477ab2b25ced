'use client';

import { Plus } from 'lucide-react';
import { PageHead } from '#components/layout/page-head.tsx';
import { useCan } from '#components/rights/page-frame.tsx';
import { ButtonLink } from '#components/ui/button.tsx';

/** The list's title, with **New batch** except where the page says it larger. */
export function BatchListHead({ hasNewBatch = true }: { readonly hasNewBatch?: boolean }) {
  const canRun = useCan('run');
  const newBatch = (
    <ButtonLink href="/batches/new" variant="primary">
      <Plus aria-hidden />
      New batch
    </ButtonLink>
  );
  return <PageHead title="Batches" actions={hasNewBatch && canRun ? newBatch : undefined} areActionsBeside />;
}
