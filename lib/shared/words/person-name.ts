/** What somebody is called in front of the reader. */
export function personName({ id, name }: { readonly id: string; readonly name: string }, readerId: string): string {
  if (id === readerId) return 'You';
  return id === 'script' ? 'A script' : name;
}
