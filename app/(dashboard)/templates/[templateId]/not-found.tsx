import type { Metadata } from 'next';

export { TemplateGone as default } from '#components/templates/template-gone.tsx';

export const metadata: Metadata = { title: 'No such template' };
