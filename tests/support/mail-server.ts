import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';

/** A mail as the server got it. */
export interface ReceivedMail extends ParsedMail {
  /** Who gets it, whatever its headers say. */
  readonly recipients: readonly string[];
  readonly isEncrypted: boolean;
}

/** At which of its answers a server refuses, and with which code. */
export type Refusal = readonly [at: 'greeting' | 'sender' | 'recipient' | 'content', code: number];

/** A real SMTP server on loopback, into which a test can look. */
export interface MailServer extends AsyncDisposable {
  readonly port: number;
  /** For `LANGBATCH_SMTP_URL`. */
  readonly url: string;
  readonly mails: readonly ReceivedMail[];
  /** The mail that has come since the last call, once there is one. */
  next(): Promise<ReceivedMail>;
  /** Null: all is accepted again. */
  refuse(refusal: Refusal | null): void;
}

/** Starts one; without TLS and without a sign-in unless `options` say so. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  let refusal: Refusal | null = null;
  const mails: ReceivedMail[] = [];
  const waiting: (() => void)[] = [];
  let read = 0;
  const judge = (at: Refusal[0]): Error | null => {
    const [refusedAt, responseCode] = refusal ?? [];
    return refusedAt === at ? Object.assign(new Error('Not now, not here'), { responseCode }) : null;
  };
  const accept = async (...[stream, session, done]: Parameters<SMTPServer['onData']>): Promise<void> => {
    try {
      const mail = await receive(stream, session);
      const error = judge('content');
      if (error === null) mails.push(mail);
      done(error);
      for (const wake of waiting.splice(0)) wake();
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const server = new SMTPServer({
    // Its own certificate is known to everybody, which it would say on the console.
    logger: false,
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    onConnect: (_session, done) => done(judge('greeting')),
    onMailFrom: (_address, _session, done) => done(judge('sender')),
    onRcptTo: (_address, _session, done) => done(judge('recipient')),
    // Not async itself: smtp-server lets a promise that rejects end the process.
    onData: (stream, session, done) => void accept(stream, session, done),
    ...options,
  });
  // What a client breaks off is seen by the client.
  server.on('error', () => {});
  const listening = server.listen(0, '127.0.0.1');
  await new Promise((resolve) => listening.once('listening', resolve));
  const { port } = addressOf(listening.address());
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    mails,
    async next() {
      for (;;) {
        const mail = mails[read];
        if (mail !== undefined) {
          read += 1;
          return mail;
        }
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    refuse: (next) => {
      refusal = next;
    },
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('A server on loopback has a port.');
  return address;
}

async function receive(stream: NodeJS.ReadableStream, { envelope, secure }: SMTPServerSession): Promise<ReceivedMail> {
  const recipients = envelope.rcptTo.map(({ address }) => address);
  return { ...(await simpleParser(await text(stream))), recipients, isEncrypted: secure };
}

/** The first link in a mail. */
export function linkIn({ text: body = '' }: ParsedMail): string {
  return /https?:\/\/\S+/.exec(body)?.[0] ?? '';
}
