export { rulesVersion } from '#lib/record/rules-version.ts';
