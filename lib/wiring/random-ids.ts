import { randomBytes } from 'node:crypto';
import type { Ids } from '#lib/contracts/context.ts';

/** 100 random bits in base 36, such as `batch_1x0f…`: no two are alike and none can be guessed. */
export const randomIds: Ids = {
  next: (prefix) =>
    `${prefix}_${BigInt(`0x${randomBytes(13).toString('hex')}`)
      .toString(36)
      .padStart(20, '0')
      .slice(0, 20)}`,
};
