import { globSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { apiComponents, apiTable } from '#app/_server/api-table.ts';
import { describeApi } from '#app/_server/openapi.ts';

/** Uploads follow the tus protocol, and the last one catches what is no route. */
const notDescribed = [
  'app/api/tus/[[...path]]/route.ts',
  'app/api/auth/callback/oidc/route.ts',
  'app/api/[...path]/route.ts',
];

describe('the description of the API', () => {
  test('is OpenAPI 3.1 to a validator that is not ours', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(describeApi()));
    expect(errors).toBeUndefined();
    expect([valid, validator.version]).toEqual([true, '3.1']);
  });

  test('refers to nothing that is not in it', () => {
    const text = JSON.stringify(describeApi());
    const named = Object.keys(apiComponents).map((name) => `#/components/schemas/${name}`);
    for (const [, reference] of text.matchAll(/"\$ref":"([^"]+)"/gu)) expect(named).toContain(reference);
  });

  test('has every route there is, and no other', () => {
    const routes = globSync('app/api/**/route.ts').filter((path) => !notDescribed.includes(path));
    const paths = routes.map((path) => `/${path.slice('app/'.length, -'/route.ts'.length)}`);
    const asTemplates = paths.map((path) => path.replaceAll(/\[(\w+)\]/gu, '{$1}'));
    expect(new Set(apiTable.map(({ path }) => path))).toEqual(new Set(asTemplates));
  });

  test('lets every operation name its workspace, but for those that show nothing of any', () => {
    const { paths } = describeApi();
    const without = JSON.stringify(paths)
      .split('"operationId":')
      .filter((text) => !text.includes('"name":"workspace"'));
    expect(without.slice(1).map((text) => /^"(\w+)"/u.exec(text)?.[1])).toEqual(['getHealth', 'getDescription']);
  });

  test('names each operation once, and every parameter of its path', () => {
    expect(new Set(apiTable.map(({ id }) => id)).size).toBe(apiTable.length);
    for (const { path, input } of apiTable)
      for (const [, name = ''] of path.matchAll(/\{(\w+)\}/gu))
        expect(Object.keys(input?._zod.def.shape ?? {})).toContain(name);
  });
});
