/** Whether `error` comes from the operating system with one of `codes`, such as `ENOENT` or `EADDRINUSE`. */
export function isSystemError(error: unknown, ...codes: readonly string[]): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code);
}
