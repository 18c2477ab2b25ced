import { WrongStateError } from '#lib/errors.ts';
import { personInput } from '#lib/shared/contract/account-inputs.ts';
import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';

/**
 * Signs somebody out everywhere, revokes their tokens, and lets them in no more. What they have started goes on: it is
 * the workspace's. Throws `WrongStateError` for oneself, and for the last owner of a workspace.
 */
export const disablePerson = definePersonVerb({
  name: 'disablePerson',
  right: 'site_admin',
  audit: 'noted',
  input: personInput,
  run: (ctx, { personId }) =>
    ctx.people.change(personId, ({ name, onlyOwnerOf: [workspace] }) => {
      if (personId === ctx.person.id) throw new WrongStateError('You cannot disable yourself. Ask another site admin.');
      if (workspace !== undefined)
        throw new WrongStateError(`${name} is the last owner of ${workspace}. Make somebody else an owner first.`);
      return { isDisabled: true };
    }),
});
