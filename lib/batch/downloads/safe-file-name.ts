/** Letters, digits, dots and dashes of any script: nothing that a shell or a file system reads as something else. */
export function safeFileName(name: string, fallback: string): string {
  const safe = name
    .toWellFormed()
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .replaceAll(/^[-.]+|[-.]+$/gu, '')
    .slice(0, 80);
  return safe === '' ? fallback : safe;
}
