/** Headers of every page: it is shown in no frame, tells nobody where it is, and is what it says it is. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), browsing-topics=()',
};

/**
 * Headers of everything that is no page: it is what it says it is, no other page can load it, and shown as a page it
 * loads and runs nothing.
 */
export const dataHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
};

/**
 * What a page may load: our own files, and scripts that carry this response's nonce. Styles may be inline, as
 * components place and size things by them; nothing that a model wrote can load anything from anywhere.
 * Development needs `eval` for React's error traces.
 */
export function contentSecurityPolicy(options: { readonly nonce: string; readonly isDevelopment: boolean }): string {
  const scripts = `'self' 'nonce-${options.nonce}' 'strict-dynamic'${options.isDevelopment ? " 'unsafe-eval'" : ''}`;
  return [
    "default-src 'none'",
    `script-src ${scripts}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
