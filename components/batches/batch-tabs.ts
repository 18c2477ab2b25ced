import { parseAsStringLiteral } from 'nuqs/server';

export const batchTabs = ['overview', 'failures', 'requests', 'downloads'] as const;

/** The open tab, in the address; the overview needs no mention. */
export const tabParser = parseAsStringLiteral(batchTabs).withDefault('overview').withOptions({ history: 'push' });
