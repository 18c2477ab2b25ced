/** A mail's text; its last line says which product, and which one of it, wrote it. */
export function paragraphs(origin: string, ...texts: readonly string[]): string {
  return `${[...texts, `LangBatch, ${origin}`].join('\n\n')}\n`;
}
