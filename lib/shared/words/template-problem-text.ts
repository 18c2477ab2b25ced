/** What is wrong where a template names a column. */
interface NamedColumn {
  readonly field: string;
  readonly column: string;
  readonly similar: string | null;
}

/** A place, or a choice, that names what the table does not have: what is wrong, and what to do. */
export function templateProblemText({ field, column, similar }: NamedColumn): string {
  if (column === '') return 'A place {{ }} names no column. Put a column between the braces.';
  const cure =
    similar !== null
      ? `Did you mean ${similar}?`
      : field === 'prompt' || field === 'system'
        ? 'Choose one of its columns, or write {{{{ for braces that are meant as text.'
        : 'Choose one of its columns.';
  return `The table has no column ${column}. ${cure}`;
}
