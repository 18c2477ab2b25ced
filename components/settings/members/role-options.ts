import type { SelectOption } from '#components/ui/select.tsx';
import { can, type Role, rightOver, roles } from '#lib/shared/contract/rights.ts';
import { roleWords } from '#lib/shared/words/role-words.ts';

/** The roles that somebody with this role may give. */
export function roleOptions(giver: Role): readonly SelectOption<Role>[] {
  return roles
    .filter((role) => can(giver, rightOver(role)))
    .map((role) => ({ value: role, label: roleWords[role].name, note: roleWords[role].may }));
}
