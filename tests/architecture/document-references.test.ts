import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

const topLevel = new Set(
  'app components lib prisma scripts tests docs worker.ts package.json next.config.js README.md tsconfig.json .ci'.split(
    ' ',
  ),
);

/** Paths of this repository that `text` cites: in backticks, or as the target of a relative link. */
function findCitedPaths(text: string, folder: string): string[] {
  const prose = text.replaceAll(/^```.*?^```/gms, '');
  const quoted = [...prose.matchAll(/`([^`\s]+)`/g)]
    .map(([, token = '']) => token.replace(/^#/, '').replace(/:\d+$/, ''))
    .filter((token) => topLevel.has(token.split('/')[0] ?? '') && !/[<>…*{}]|^\w+$/.test(token));
  const linked = [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    .map((target) => join(folder, target));
  return [...quoted, ...linked].map((path) => normalize(path));
}

describe('the documents', () => {
  const documents = globSync(['*.md', 'docs/**/*.md'], { cwd: root });

  it('cite no path that does not exist', () => {
    const lost = documents.flatMap((document) =>
      findCitedPaths(readFileSync(join(root, document), 'utf8'), dirname(document))
        .filter((path) => !existsSync(join(root, path)))
        .map((path) => `${document} cites ${path}`),
    );
    expect(lost).toEqual([]);
  });
});

describe('findCitedPaths', () => {
  it('finds backticked paths and relative links, and nothing else', () => {
    const text = [
      'See `lib/record/state.ts`, `#lib/errors.ts` and `lib/record/state.ts:12`, not `lib/<name>.ts` or `npm run check`.',
      'Read [this](decisions/001-postgresql.md#why), not [that](https://example.com/lib/x.ts).',
      '```',
      '`lib/in-a-code-block.ts`',
      '```',
    ].join('\n');
    expect(findCitedPaths(text, 'docs')).toEqual([
      'lib/record/state.ts',
      'lib/errors.ts',
      'lib/record/state.ts',
      'docs/decisions/001-postgresql.md',
    ]);
  });
});
