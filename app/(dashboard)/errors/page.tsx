import type { Metadata } from 'next';
import { ErrorGuide } from '#components/errors/error-guide.tsx';
import { listGuideSections } from '#components/errors/guide-rows.ts';

export const metadata: Metadata = { title: 'What errors mean' };

export default function ErrorsPage() {
  return <ErrorGuide sections={listGuideSections()} />;
}
