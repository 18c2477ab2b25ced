/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  agentRules: false,
  // `npm run check` does this for everybody who changes the code; whoever starts it should not wait for it.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['pg', 'pg-boss', 'pg-copy-streams', 'prisma', '@prisma/client', '@prisma/adapter-pg'],
};

export default config;
