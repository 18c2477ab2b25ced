/**
 * Which rows of `session`, called `s`, let anybody in: at most 30 days old, and used within the last 7
 * (docs/decisions/030). By the database's clock, as many web processes ask.
 */
export const isGoodSession = `s.expires_at > now() and s.created_at > now() - interval '30 days'
  and coalesce(s.last_seen_at, s.created_at) > now() - interval '7 days'`;
