/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  agentRules: false,
  // Nothing here is a picture from elsewhere, so the server that would fetch and shrink them is off.
  images: { unoptimized: true },
  // `npm run check` does this for everybody who changes the code; whoever starts it should not wait for it.
  typescript: { ignoreBuildErrors: true },
  // Browsers ask for it where a page has not told them of another icon yet, or is none.
  rewrites: () => Promise.resolve([{ source: '/favicon.ico', destination: '/icon.svg' }]),
  serverExternalPackages: [
    'pg',
    'pg-boss',
    'pg-copy-streams',
    'prisma',
    '@prisma/client',
    '@prisma/adapter-pg',
    'better-auth',
    'nodemailer',
  ],
};

export default config;
