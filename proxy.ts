import { NextResponse } from 'next/server';
import type { NextRequest } from 'next/server';
import { assertOurs } from '#app/_server/allowed-origins.ts';
import { mapError } from '#app/_server/error-map.ts';
import { judgeActionBody } from '#app/_server/judge-action-body.ts';
import type { PageVerdict } from '#app/_server/judge-page.ts';
import { ourOrigins } from '#app/_server/our-origins.ts';
import { type FindThing, pageStatus } from '#app/_server/page-status.ts';
import { contentSecurityPolicy, pageHeaders } from '#app/_server/security-headers.ts';
import { pageHeader, wantedOf } from '#app/_server/wanted-workspace.ts';
import { webLog } from '#app/_server/web-log.ts';
import { isDevelopment } from '#lib/config/process-env.ts';
import type { Context } from '#lib/contracts/context.ts';

// The API stays out: its routes check for themselves, and what passes through here is cut at 10 MB, uploads too.
export const config = { matcher: ['/((?!api/|_next/static/).*)'] };

/**
 * Lets pages and actions be asked for under our own addresses only, and gives pages their status and their
 * security headers.
 */
export async function proxy(request: NextRequest): Promise<Response> {
  try {
    assertOurs(request.headers, ourOrigins());
  } catch (error) {
    return refuse(mapError(error, webLog, request.nextUrl.pathname));
  }
  const refusal = isCall(request) ? judgeActionBody(await request.bytes()) : null;
  if (refusal !== null) return refuse(refusal);
  const path = `${request.nextUrl.pathname}${request.nextUrl.search}`;
  const verdict = await judge(request, path);
  if (typeof verdict === 'object' && isFromOpenPage(request)) return new Response(null, { status: 409 });
  const elsewhere = addressOf(verdict, path);
  if (elsewhere !== null) return NextResponse.redirect(new URL(elsewhere, originOf(request)), 307);
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const policy = contentSecurityPolicy({ nonce, isDevelopment: isDevelopment() });
  // Next reads the nonce from the request's policy; our own inline scripts read it from x-nonce.
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy);
  headers.set(pageHeader, path);
  const response =
    verdict === 'no_workspace'
      ? NextResponse.rewrite(new URL('/no-workspace', request.nextUrl), { request: { headers } })
      : NextResponse.next({
          request: { headers },
          status: await pageStatus(request, findThing(request), hasAccounts),
        });
  for (const [name, value] of Object.entries({ ...pageHeaders, 'content-security-policy': policy })) {
    response.headers.set(name, value);
  }
  return response;
}

function refuse({ status, message }: { readonly status: number; readonly message: string }): Response {
  return new Response(`${message}\n`, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...pageHeaders },
  });
}

/** Whether a server action is called. */
function isCall({ method, headers }: NextRequest): boolean {
  return method === 'POST' && headers.has('next-action');
}

/** What is to be seen by people who are not in yet: the door itself, and the sign that a browser's tab shows. */
const openPaths = new Set([
  '/sign-in',
  '/sign-in/code',
  '/setup',
  '/join',
  '/forgot',
  '/reset',
  '/icon.svg',
  '/favicon.ico',
]);

/** Actions and routes answer for themselves. Loaded on first use, as the database is behind it. */
async function judge({ method, headers, nextUrl }: NextRequest, path: string): Promise<PageVerdict> {
  if ((method !== 'GET' && method !== 'HEAD') || openPaths.has(nextUrl.pathname)) return 'made';
  const [{ getRuntime }, { judgePage }] = await Promise.all([
    import('#app/_server/context.ts'),
    import('#app/_server/judge-page.ts'),
  ]);
  return judgePage(await getRuntime(), headers, path);
}

/** Where somebody is sent instead: to sign in, with the way back, or to the page's whole address. */
function addressOf(verdict: PageVerdict, path: string): string | null {
  if (typeof verdict === 'object') return verdict.address;
  if (verdict !== 'signed_out') return null;
  return path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`;
}

/**
 * Whether the router of an open page asks, which keeps its frame. A page that was opened before there were several
 * workspaces would show another one's content in it; refused, the router loads the address as a whole.
 */
function isFromOpenPage({ headers }: NextRequest): boolean {
  return headers.get('sec-fetch-dest') === 'empty';
}

/** As the browser knows us: behind a proxy that ends TLS, the address of the request is another one. */
function originOf({ headers, nextUrl }: NextRequest): string {
  const host = headers.get('host')?.toLowerCase();
  return [...ourOrigins()].find((origin) => new URL(origin).host === host) ?? nextUrl.origin;
}

async function hasAccounts(): Promise<boolean> {
  const { getRuntime } = await import('#app/_server/context.ts');
  return (await getRuntime()).accounts !== null;
}

/** Loaded on first use: most requests that pass through here want neither a batch nor a template. */
function findThing({ headers, nextUrl }: NextRequest): FindThing {
  const open = async (): Promise<Context> => {
    const [{ getRuntime }, { contextFor, toSeePage }] = await Promise.all([
      import('#app/_server/context.ts'),
      import('#app/_server/context-for.ts'),
    ]);
    return contextFor(await getRuntime(), headers, wantedOf(nextUrl), toSeePage);
  };
  return {
    batches: async (batchId) => {
      const { getBatch } = await import('#lib/batch/reads/get-batch.ts');
      await getBatch(await open(), { batchId });
    },
    templates: async (templateId) => {
      const { getTemplate } = await import('#lib/templates/get-template.ts');
      await getTemplate(await open(), { templateId });
    },
  };
}
