'use client';

import { useQueryStates } from 'nuqs';
import { type ReactNode, useTransition } from 'react';
import { PageHead } from '#components/layout/page-head.tsx';
import { useCan, useReaderId } from '#components/rights/page-frame.tsx';
import { ButtonLink } from '#components/ui/button.tsx';
import { DownloadLink } from '#components/ui/download-link.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { useFormat } from '#components/ui/reader.tsx';
import { Select } from '#components/ui/select.tsx';
import { BackLink, TextButton } from '#components/ui/text-link.tsx';
import { Time } from '#components/ui/time.tsx';
import type { TemplateView } from '#lib/shared/contract/kept-template.ts';
import type { Template } from '#lib/shared/contract/template.ts';
import { PlacesText } from './places-text.tsx';
import { TemplateAnswerText } from './template-answer.tsx';
import { TemplateFacts } from './template-facts.tsx';
import { versionParsers } from './version-query.ts';

/** What a template asks, in its newest version or an older one. */
export function TemplatePage({ view }: { readonly view: TemplateView }) {
  const canRun = useCan('run');
  const format = useFormat();
  const [isLoading, startTransition] = useTransition();
  const [, setState] = useQueryStates(versionParsers, { shallow: false, history: 'push', startTransition });
  const { id, name, version, template, versions } = view;
  const newest = versions[0]?.number ?? version;
  const show = (number: number) => void setState({ version: number === newest ? null : number });
  const ofVersion = version === newest ? '' : `?version=${version}`;
  return (
    <>
      <BackLink href="/templates">Templates</BackLink>
      <PageHead
        title={name}
        actions={
          <>
            {versions.length > 1 && (
              <Select
                look="button"
                label="Version"
                value={`${version}`}
                onChange={(chosen) => show(Number(chosen))}
                options={versions.map(({ number }) => ({
                  value: `${number}`,
                  label: `Version ${format.number(number)}${number === newest ? ', the newest' : ''}`,
                }))}
              />
            )}
            <DownloadLink href={`/api/templates/${id}/template.json${ofVersion}`}>Export</DownloadLink>
            {canRun && (
              <ButtonLink variant="primary" href={`/batches/new?template=${encodeURIComponent(id)}`}>
                New batch with this template
              </ButtonLink>
            )}
          </>
        }
      >
        <SavedLine view={view} />
      </PageHead>
      {version !== newest && (
        <Notice className="mt-5">
          This is an older version. A new batch begins with version {format.number(newest)}.{' '}
          <TextButton onClick={() => show(newest)}>Show it</TextButton>
        </Notice>
      )}
      <TemplateSections template={template} isBusy={isLoading} />
    </>
  );
}

function SavedLine({ view: { version, versions } }: { readonly view: TemplateView }) {
  const format = useFormat();
  const readerId = useReaderId();
  const saved = versions.find(({ number }) => number === version);
  if (saved === undefined) return null;
  const { savedAt, savedBy } = saved;
  return (
    <p className="mt-1 text-ink-2">
      Version {format.number(version)}, saved <Time value={savedAt} />
      {readerId !== null && ` by ${savedBy.id === readerId ? 'you' : savedBy.name}`}
    </p>
  );
}

function TemplateSections({ template, isBusy }: { readonly template: Template; readonly isBusy: boolean }) {
  const { prompt, system, answer, parameters } = template;
  const isVector = answer.kind === 'vector';
  const hasParameters = Object.keys(parameters).length > 0;
  return (
    <div
      aria-busy={isBusy || undefined}
      className="mt-8 grid grid-cols-[minmax(0,1fr)_320px] gap-x-[72px] gap-y-10 @max-[840px]/page:grid-cols-1"
    >
      <div className="flex min-w-0 flex-col gap-10">
        {!isVector && (
          <Section id="prompt" title="Prompt">
            <PlacesText text={prompt} />
          </Section>
        )}
        {!isVector && system !== '' && (
          <Section id="system-text" title="System text">
            <PlacesText text={system} />
          </Section>
        )}
        <Section id="answer" title="Answer as">
          <TemplateAnswerText answer={answer} />
        </Section>
      </div>
      <div className="flex min-w-0 flex-col gap-10">
        <Section id="settings" title="Settings">
          <TemplateFacts template={template} />
        </Section>
        {hasParameters && (
          <Section id="parameters" title="Other members of the body">
            <pre className="mono rounded-lg bg-sunken px-3.5 py-3 wrap-anywhere whitespace-pre-wrap">
              {JSON.stringify(parameters, null, 2)}
            </pre>
          </Section>
        )}
      </div>
    </div>
  );
}

interface SectionProps {
  readonly id: string;
  readonly title: string;
  readonly children: ReactNode;
}

function Section({ id, title, children }: SectionProps) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="mb-2.5 text-lg font-bold">
        {title}
      </h2>
      {children}
    </section>
  );
}
