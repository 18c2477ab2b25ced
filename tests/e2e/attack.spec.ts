import { expect, test } from '@playwright/test';
import { statusWith } from './attack/askers.ts';
import { type AttackedProduct, attackProduct } from './attack/attacked-product.ts';
import { fuzzActions, fuzzPages, fuzzRoutes } from './attack/fuzz.ts';
import { attackHeaders } from './attack/headers.ts';
import { attackIds } from './attack/ids.ts';
import { attackPaths } from './attack/paths.ts';
import { attackSessions } from './attack/sessions.ts';

let product: AttackedProduct;

// One product for all, so one after the other.
test.describe.configure({ mode: 'default' });

test.beforeAll(async () => {
  product = await attackProduct();
});

test.afterAll(async () => {
  await product[Symbol.asyncDispose]();
});

attackSessions(() => product);
attackHeaders(() => product);
attackIds(() => product);
attackPaths(() => product);

test.describe('broken input of every kind gets an answer that says so, and never a 500', () => {
  test('at every route', async () => {
    await fuzzRoutes(product);
  });

  test('in every server action', async () => {
    await fuzzActions(product);
  });

  test('at every page', async () => {
    await fuzzPages(product);
  });

  test.afterAll(async () => {
    const { rows } = await product.pool.query(`select 1 from workspace where id = 'local'`);
    expect(rows).toHaveLength(1);
    expect(await statusWith(product, {}, '/api/health')).toBe(200);
  });
});
