import { defineDoorVerb } from '#lib/verbs/define-door-verb.ts';
import { noInput } from '#lib/verbs/define-verb.ts';

/** Ends the session of the browser that asks. Without one it changes nothing. */
export const signOut = defineDoorVerb({
  name: 'signOut',
  audit: 'noted',
  input: noInput,
  async run({ engine, asker, doorAudit }) {
    const token = engine.readToken(asker.cookies);
    if (token !== null) await doorAudit.signOut(token, asker);
    const { setCookies } = await engine.signOut(asker);
    return { value: null, setCookies };
  },
});
