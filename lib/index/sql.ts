/** The parameters of a statement that is put together from parts. */
export interface Sql {
  readonly values: unknown[];
  /** Adds a value and gives what stands for it in the text, such as `$2`. */
  value(value: unknown): string;
}

export function createSql(): Sql {
  const values: unknown[] = [];
  return { values, value: (value) => `$${values.push(value)}` };
}

/** For `like`: a pattern that stands for exactly this text. */
export function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}
