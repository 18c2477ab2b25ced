import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { createLoader, type SearchParams } from 'nuqs/server';
import { cache } from 'react';
import { call } from '#app/_server/call.ts';
import { TemplatePage } from '#components/templates/template-page.tsx';
import { versionParsers } from '#components/templates/version-query.ts';
import { AppError } from '#lib/errors.ts';
import type { TemplateView } from '#lib/shared/contract/kept-template.ts';
import { getTemplate } from '#lib/templates/get-template.ts';

interface TemplateRouteProps {
  readonly params: Promise<{ readonly templateId: string }>;
  readonly searchParams: Promise<SearchParams>;
}

const loadState = createLoader(versionParsers);

/** Read once for the title and the content. */
const loadTemplate = cache(async (templateId: string, version: number | null): Promise<TemplateView> => {
  try {
    return await call(getTemplate, { templateId, ...(version === null ? {} : { version }) });
  } catch (error) {
    if (AppError.is(error) && (error.code === 'not_found' || error.code === 'invalid_input')) notFound();
    throw error;
  }
});

async function load({ params, searchParams }: TemplateRouteProps): Promise<TemplateView> {
  return loadTemplate((await params).templateId, (await loadState(searchParams)).version);
}

export async function generateMetadata(props: TemplateRouteProps): Promise<Metadata> {
  return { title: (await load(props)).name };
}

export default async function TemplateRoute(props: TemplateRouteProps) {
  return <TemplatePage view={await load(props)} />;
}
