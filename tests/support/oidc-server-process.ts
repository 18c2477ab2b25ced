// A real OIDC issuer with log-in and consent pages: node tests/support/oidc-server-process.ts REDIRECT_URI
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';
import { oidcClient } from './oidc-server.ts';

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: oidcClient.clientId,
        client_secret: oidcClient.clientSecret,
        redirect_uris: [process.argv[2] ?? ''],
      },
    ],
    cookies: { keys: ['a key for this test alone'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    // Whoever logs in as x@y has that e-mail, and any password.
    findAccount: (_ctx: unknown, login: string) => ({
      accountId: login,
      claims: () => ({ sub: login, email: login, email_verified: true, name: login.split('@')[0] }),
    }),
  });
  server.on('request', provider.callback());
  console.log(issuer);
});
