'use server';

import { defineAction } from '#app/_server/define-action.ts';
import { duplicateTemplate } from '#lib/templates/duplicate-template.ts';
import { importTemplate } from '#lib/templates/import-template.ts';
import { removeTemplate } from '#lib/templates/remove-template.ts';
import { renameTemplate } from '#lib/templates/rename-template.ts';

export const renameTemplateAction = defineAction(renameTemplate);
export const duplicateTemplateAction = defineAction(duplicateTemplate);
export const removeTemplateAction = defineAction(removeTemplate);
export const importTemplateAction = defineAction(importTemplate);
