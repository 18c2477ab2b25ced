import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test("the library's page shows the storage of one's own as it is, in under 60 lines", () => {
  const example = readFileSync('examples/sqlite-storage.ts', 'utf8');
  expect(example.trimEnd().split('\n').length).toBeLessThan(60);
  expect(readFileSync('docs/library.md', 'utf8')).toContain(`\`\`\`ts\n${example}\`\`\``);
});

test('every example is named on the page, in the README or by its own first line as something to run', () => {
  for (const name of [
    'chat-completions',
    'embeddings',
    'retry-until-done',
    'start-now-read-later',
    'dashboard-batch',
  ]) {
    const [first = '', second = ''] = readFileSync(`examples/${name}.ts`, 'utf8').split('\n');
    expect(first + second).toContain(`node examples/${name}.ts`);
  }
});
