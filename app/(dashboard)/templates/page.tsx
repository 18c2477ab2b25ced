import type { Metadata } from 'next';
import { call } from '#app/_server/call.ts';
import { TemplateList } from '#components/templates/template-list.tsx';
import { listTemplates } from '#lib/templates/list-templates.ts';
import {
  duplicateTemplateAction,
  importTemplateAction,
  removeTemplateAction,
  renameTemplateAction,
} from './actions.ts';

export const metadata: Metadata = { title: 'Templates' };

const actions = {
  rename: renameTemplateAction,
  duplicate: duplicateTemplateAction,
  remove: removeTemplateAction,
  import: importTemplateAction,
};

export default async function TemplatesPage() {
  return <TemplateList templates={await call(listTemplates)} actions={actions} />;
}
