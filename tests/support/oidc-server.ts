import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const oidcClient = { clientId: 'langbatch', clientSecret: 'a secret that is only used by this one test' };

export interface OidcServer {
  readonly issuer: string;
  readonly stop: () => Promise<void>;
}

/** Starts a real issuer, which sends browsers back to `redirectUri` alone. */
export async function startOidcServer(redirectUri: string): Promise<OidcServer> {
  const script = join(import.meta.dirname, 'oidc-server-process.ts');
  // Its warnings are about keys that are made anew with each start, as they are to be here.
  const child = spawn(process.execPath, [script, redirectUri], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    if (!line.startsWith('http://127.0.0.1:')) continue;
    child.stdout.resume();
    const stop = async (): Promise<void> => {
      child.kill();
      await ended;
    };
    return { issuer: line, stop };
  }
  throw new Error('The OIDC server did not start.');
}

/** Logs in at the issuer and agrees, as a browser does by its forms; gives the address that it is sent back to. */
export async function logInAt(address: string, login: string): Promise<URL> {
  const { origin } = new URL(address);
  const jar = new Map<string, string>();
  let url = address;
  let body: URLSearchParams | null = null;
  for (let hop = 0; hop < 12; hop += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response: Response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(body === null ? {} : { method: 'POST', body }),
    });
    for (const text of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(text) ?? [];
      jar.set(name, value);
    }
    const location = response.headers.get('location');
    body = null;
    if (location !== null) {
      url = new URL(location, url).href;
      if (new URL(url).origin !== origin) return new URL(url);
      continue;
    }
    const page: string = await response.text();
    url = new URL(/<form[^>]* action="([^"]+)"/u.exec(page)?.[1] ?? '', url).href;
    const prompt: string = /name="prompt" value="(\w+)"/u.exec(page)?.[1] ?? '';
    body = new URLSearchParams({ prompt, ...(prompt === 'login' ? { login, password: 'any' } : {}) });
  }
  throw new Error('The OIDC server did not send the browser back.');
}
