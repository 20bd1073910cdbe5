import { afterAll, expect } from '@jest/globals';
import { isLoopback, ownListeningSockets } from './listening-sockets.ts';

// Registered before a suite's own hooks, and so run while its servers still listen.
afterAll(() => {
  const open = ownListeningSockets().filter((socket) => !isLoopback(socket));
  expect(open).toEqual([]);
});
