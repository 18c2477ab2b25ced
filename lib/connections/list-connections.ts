import type { Context } from '#lib/contracts/context.ts';
import { hostOnly } from '#lib/shared/contract/call-fault.ts';
import type { ConnectionFinding } from '#lib/shared/contract/connection-test.ts';
import type { ConnectionView } from '#lib/shared/contract/connection-view.ts';
import { can } from '#lib/shared/contract/rights.ts';
import { defineVerb, noInput } from '#lib/verbs/define-verb.ts';

/** All connections, oldest first, without their keys. Who may not change them sees no part of a key or a path. */
export const listConnections = defineVerb({
  name: 'listConnections',
  right: 'see',
  audit: 'none',
  input: noInput,
  run,
});

async function run(ctx: Context): Promise<readonly ConnectionView[]> {
  const connections = await ctx.connections.list();
  return can(ctx.role, 'admin') ? connections : connections.map(withoutSecrets);
}

/** In the path of an address there may stand what is not for everybody, as in those of some proxies. */
function withoutSecrets(connection: ConnectionView): ConnectionView {
  const { baseUrl, keyLast4, lastTest } = connection;
  const url = URL.parse(baseUrl);
  return {
    ...connection,
    baseUrl: url === null || url.origin === 'null' ? baseUrl : url.origin,
    keyLast4: keyLast4 === null ? null : '',
    lastTest: lastTest === null ? null : { ...lastTest, finding: withoutPath(lastTest.finding) },
  };
}

function withoutPath(finding: ConnectionFinding): ConnectionFinding {
  return finding.code === 'call_failed' ? { ...finding, facts: hostOnly(finding.facts) } : finding;
}
