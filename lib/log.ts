export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** One line of JSON an event. Fields hold ids, counts and codes: never keys, never request or answer text. */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields, error?: unknown): void;
  error(event: string, fields?: LogFields, error?: unknown): void;
}

export type LogSink = (line: string) => void;

/** A logger that writes lines such as `{"at":"…","level":"info","event":"job sent","batchId":"…"}` to `sink`. */
export function createLogger(options: {
  readonly sink: LogSink;
  readonly now: () => Date;
  readonly base?: LogFields;
}): Logger {
  const write = (level: LogLevel, event: string, fields: LogFields = {}, error?: unknown): void => {
    const problem = error === undefined ? {} : { error: describeError(error) };
    options.sink(
      JSON.stringify({ at: options.now().toISOString(), level, event, ...options.base, ...fields, ...problem }),
    );
  };
  return {
    debug: (event, fields) => write('debug', event, fields),
    info: (event, fields) => write('info', event, fields),
    warn: (event, fields, error) => write('warn', event, fields, error),
    error: (event, fields, error) => write('error', event, fields, error),
  };
}

function describeError(error: unknown): { name: string; message: string; stack?: string; cause?: unknown } {
  if (!(error instanceof Error)) return { name: 'unknown', message: messageOf(error) };
  return {
    name: error.name,
    message: error.message,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

/** Some libraries throw and emit plain objects that were made of an error. */
function messageOf(value: unknown): string {
  const hasMessage = typeof value === 'object' && value !== null && 'message' in value;
  return String(hasMessage ? value.message : value);
}
