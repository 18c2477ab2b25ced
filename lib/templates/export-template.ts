import { Readable } from 'node:stream';
import type { Context } from '#lib/contracts/context.ts';
import { writeTemplateFile } from '#lib/shared/contract/kept-template.ts';
import { templateVersionInput } from '#lib/shared/contract/template-inputs.ts';
import { defineVerb, type Parsed } from '#lib/verbs/define-verb.ts';
import { findVersion } from './find-version.ts';
import { templatesOf } from './templates-of.ts';

interface TemplateFile {
  readonly fileName: string;
  readonly content: AsyncIterable<Uint8Array>;
}

/** A version of a template as a JSON file, the newest by default: what `importTemplate` reads. Throws `NotFoundError`. */
export const exportTemplate = defineVerb({
  name: 'exportTemplate',
  right: 'see',
  audit: 'none',
  input: templateVersionInput,
  run,
});

async function run(ctx: Context, input: Parsed<typeof templateVersionInput>): Promise<TemplateFile> {
  const { kept, template } = await findVersion(templatesOf(ctx), input);
  const bytes = Buffer.from(writeTemplateFile(kept.name, template));
  return { fileName: `${kept.name}.json`, content: Readable.from([bytes]) };
}
