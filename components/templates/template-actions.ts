import type { VerbAction } from '#components/live/verb-action.ts';
import type { duplicateTemplate } from '#lib/templates/duplicate-template.ts';
import type { importTemplate } from '#lib/templates/import-template.ts';
import type { removeTemplate } from '#lib/templates/remove-template.ts';
import type { renameTemplate } from '#lib/templates/rename-template.ts';

/** What the page of templates can change, as server actions that the page hands down. */
export interface TemplateActions {
  readonly rename: VerbAction<typeof renameTemplate>;
  readonly duplicate: VerbAction<typeof duplicateTemplate>;
  readonly remove: VerbAction<typeof removeTemplate>;
  readonly import: VerbAction<typeof importTemplate>;
}
