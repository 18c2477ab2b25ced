'use client';

import { parseAsString, useQueryState } from 'nuqs';
import { PageHead } from '#components/layout/page-head.tsx';
import { useShortcutList } from '#components/layout/shortcuts.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { SearchField } from '#components/ui/search-field.tsx';
import type { Shortcut } from '../layout/shortcut.ts';
import type { GuideRow, GuideSection } from './guide-rows.ts';
import { GuideTable } from './guide-table.tsx';

const shortcuts: readonly Shortcut[] = [{ keys: ['/'], text: 'Search errors' }];

/** All known errors, to read and to search by code, status or word. */
export function ErrorGuide({ sections }: { readonly sections: readonly GuideSection[] }) {
  const format = useFormat();
  const [search, setSearch] = useQueryState('search', parseAsString.withDefault(''));
  useShortcutList(shortcuts);
  const found = sections
    .map((section) => ({ ...section, rows: section.rows.filter((row) => matches(row, search)) }))
    .filter((section) => section.rows.length > 0);
  const count = found.reduce((sum, section) => sum + section.rows.length, 0);
  return (
    <>
      <PageHead title="What errors mean">
        <p className="mt-1 max-w-prose text-pretty text-ink-2">
          Providers answer with codes. Here is what each one means, what to do, and whether sending the same request
          again helps.
        </p>
      </PageHead>
      <search className="mt-6 flex flex-wrap items-center gap-4">
        <SearchField
          label="Search errors"
          placeholder="Search by code, status or word"
          value={search}
          onChange={(text) => void setSearch(text)}
          className="w-80 max-md:w-full"
        />
        <output className="ml-auto text-sm text-ink-3">{format.count(count, 'error')}</output>
      </search>
      {found.map((section) => (
        <GuideTable key={section.title} section={section} />
      ))}
      {found.length === 0 && (
        <EmptyState action={<Button onClick={() => void setSearch('')}>Clear filters</Button>}>
          No error matches. The provider’s own message, beside the failed request, says more.
        </EmptyState>
      )}
    </>
  );
}

function matches(row: GuideRow, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const text = [...row.codes, ...row.statusCodes, row.title, row.explanation, row.fix].join(' ').toLowerCase();
  return words.every((word) => text.includes(word));
}
