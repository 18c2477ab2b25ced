/** Calls `say` unless the same was said a short while ago, with how often it was not called since. */
export type Seldom = (what: string, say: (before: number) => void) => void;

/** More different things than are worth remembering. */
const mostRemembered = 100;

/** For a log: what happens many times a second is said once in `everyMs`. */
export function createSeldom(options: { readonly everyMs: number; readonly now: () => number }): Seldom {
  const said = new Map<string, { readonly at: number; unsaid: number }>();
  return (what, say) => {
    const last = said.get(what);
    const now = options.now();
    if (last !== undefined && now - last.at < options.everyMs) {
      last.unsaid += 1;
      return;
    }
    if (said.size >= mostRemembered) said.clear();
    said.set(what, { at: now, unsaid: 0 });
    say(last?.unsaid ?? 0);
  };
}
