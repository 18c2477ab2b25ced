/** Stands in for the provider's name where no connection is meant. */
export const anyProvider = 'the provider';

/** The name that the first connection to the sandbox has. */
const sandboxName = 'Sandbox';

/** What sentences call the provider of a connection; null for a connection that was removed. */
export function providerName(connection: { readonly name: string; readonly kind?: string } | null): string {
  if (connection === null) return anyProvider;
  return connection.kind === 'sandbox' && connection.name === sandboxName ? 'the sandbox' : connection.name;
}

/**
 * The same for a name that was noted when something happened, without its connection. Null for a name that
 * nobody noted.
 */
export function notedProviderName(name: string | null): string {
  return name === sandboxName ? 'the sandbox' : (name ?? anyProvider);
}

/** Puts the name where `{provider}` stands, with a capital where a sentence begins. */
export function fillProvider(text: string, name: string): string {
  return text.replace(/\{provider\}/g, (_, at: number) =>
    /(^|[.!?:] )$/.test(text.slice(0, at)) ? atSentenceStart(name) : name,
  );
}

/** "The sandbox", but a name as its owner wrote it. */
export function atSentenceStart(name: string): string {
  return name.startsWith('the ') ? `T${name.slice(1)}` : name;
}
