/** The one address that an OIDC issuer sends browsers back to. */
export const issuerCallbackPath = '/api/auth/callback/oidc';
