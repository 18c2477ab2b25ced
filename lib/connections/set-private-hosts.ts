import { InvalidInputError } from '#lib/errors.ts';
import { parsePrivateHosts } from '#lib/net/private-hosts.ts';
import { privateHostsInput } from '#lib/shared/contract/workspace-inputs.ts';
import { definePersonVerb } from '#lib/verbs/define-person-verb.ts';

const mostHosts = 100;

/**
 * Says which private hosts connections may call, in every workspace; what is called already goes on until its
 * connection ends. Throws `InvalidInputError` for what is no name, address or network.
 */
export const setPrivateHosts = definePersonVerb({
  name: 'setPrivateHosts',
  right: 'site_admin',
  audit: 'noted',
  input: privateHostsInput,
  async run({ person, sessionId, privateHosts }, { hosts: text }) {
    const { hosts, wrong } = parsePrivateHosts(text);
    const [first] = wrong;
    if (first !== undefined)
      throw refuse(
        `“${first.slice(0, 100)}” is no name, address or network. Write models.internal, 10.0.0.5 or 10.0.0.0/8.`,
      );
    if (hosts.length > mostHosts) throw refuse(`Enter at most ${mostHosts} hosts. A network holds many.`);
    await privateHosts.write(hosts, { personId: person.id, sessionId });
    return hosts;
  },
});

function refuse(sentence: string): InvalidInputError {
  return new InvalidInputError(sentence, { hosts: sentence });
}
