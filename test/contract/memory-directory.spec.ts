import { MemoryDirectory } from '../support/memory-directory.js';
import { describeDirectory } from './directory-contract.js';

// The stand-in that other rooms' tests use must not promise more, or less, than real directories keep.
describeDirectory('in memory', () => {
  const connector = new MemoryDirectory();
  return Promise.resolve({
    connector,
    look: (username: string) => Promise.resolve(connector.look(username)),
    byHand: {
      createGroup: now((name: string, members: readonly string[]) => {
        for (const username of members) connector.joinNatively(username, name);
      }),
      join: now((username: string, group: string) => {
        connector.joinNatively(username, group);
      }),
      leave: now((username: string, group: string) => {
        connector.leaveNatively(username, group);
      }),
      enable: now((username: string) => {
        connector.enableNatively(username);
      }),
      deleteAccount: now((username: string) => {
        connector.deleteNatively(username);
      }),
    },
    anyUsername: true,
    stop: () => Promise.resolve(),
  });
});

function now<Arguments extends unknown[]>(work: (...of: Arguments) => void) {
  return (...of: Arguments): Promise<void> => {
    work(...of);
    return Promise.resolve();
  };
}
