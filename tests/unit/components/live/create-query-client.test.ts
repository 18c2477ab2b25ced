import { MutationObserver, onlineManager } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createQueryClient } from '#components/live/create-query-client.ts';

const client = createQueryClient();

beforeEach(() => {
  client.mount();
  onlineManager.setOnline(false);
});

afterEach(() => {
  onlineManager.setOnline(true);
  client.unmount();
  client.clear();
});

test('an action without a network is tried at once and fails, and nothing of it is carried out later', async () => {
  let calls = 0;
  const action = new MutationObserver(client, {
    mutationFn: (): Promise<void> => {
      calls += 1;
      return Promise.reject(new Error('There is no network.'));
    },
  });
  await expect(action.mutate()).rejects.toThrow('There is no network.');
  action.reset();
  onlineManager.setOnline(true);
  await client.resumePausedMutations();
  expect(calls).toBe(1);
});

test('a page that believes to be offline still reads from a server that answers', async () => {
  const read = client.fetchQuery({ queryKey: ['answers'], queryFn: () => Promise.resolve('from this machine') });
  await expect(read).resolves.toBe('from this machine');
});
