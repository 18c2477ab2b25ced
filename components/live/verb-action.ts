import type { AnyVerb, InputOf, ValueOf } from '#lib/verbs/define-verb.ts';
import type { Action } from './use-action.ts';

/** The server action of a verb: its types are the verb's own. */
export type VerbAction<V extends AnyVerb> = Action<InputOf<V>, ValueOf<V>>;
