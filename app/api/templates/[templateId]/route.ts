import { defineRoute } from '#app/_server/define-route.ts';
import { getTemplate } from '#lib/templates/get-template.ts';

/** A template as it is, or, with `version`, as it was. */
export const GET = defineRoute(getTemplate, { numbers: ['version'] });
