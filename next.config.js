/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  serverExternalPackages: ['pg', 'pg-boss', 'pg-copy-streams', 'prisma', '@prisma/client', '@prisma/adapter-pg'],
};

export default config;
