import { InvalidInputError } from '#lib/errors.ts';
import { cut } from '#lib/jsonl/storable-text.ts';
import { maxTemplateName, templateNameKey } from '#lib/shared/contract/template-inputs.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Throws `InvalidInputError` for a name that another template than `ownId` has. */
export function assertFreeName(name: string, names: readonly Named[], ownId: string | null): void {
  const key = templateNameKey(name);
  const other = names.find((named) => named.id !== ownId && templateNameKey(named.name) === key);
  if (other === undefined) return;
  const sentence = `There is a template called ${other.name} already. Choose another name.`;
  throw new InvalidInputError(sentence, { name: sentence });
}

/** The name, or the first with a number behind it that no template has. */
export function findFreeName(wanted: string, names: readonly Named[]): string {
  const taken = new Set(names.map(({ name }) => templateNameKey(name)));
  for (let number = 1; ; number += 1) {
    const ending = number === 1 ? '' : ` (${number})`;
    const name = `${cut(wanted, maxTemplateName - ending.length).trimEnd()}${ending}`;
    if (!taken.has(templateNameKey(name))) return name;
  }
}
