import { defineRoute } from '#app/_server/define-route.ts';
import { listTemplates } from '#lib/templates/list-templates.ts';

export const GET = defineRoute(listTemplates);
