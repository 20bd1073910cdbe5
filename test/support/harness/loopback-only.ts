import { afterAll, expect } from '@jest/globals';
import { isLoopback, ownListeningSockets } from './listening-sockets.ts';

// This hook is registered before a suite's own hooks, so it runs while the suite's servers still listen.
afterAll(() => {
  const open = ownListeningSockets().filter((socket) => !isLoopback(socket));
  expect(open).toEqual([]);
});
