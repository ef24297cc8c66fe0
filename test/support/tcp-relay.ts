import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Passes bytes on to a server, and can do what networks do: end connections, fall silent, be away. */
export interface TcpRelay {
  readonly port: number;
  /** Ends every connection at once, as a firewall would. */
  cut(): void;
  /** Ends every connection, and each new one at once: a server that is gone. */
  refuse(): void;
  /** From now on nothing is passed on; connections stay open. */
  silence(): void;
  /** Serves again (what was sent meanwhile is lost with its connection). */
  resume(): void;
  /** Cuts everything once so many more bytes have gone to the server. */
  cutAfterBytes(bytes: number): void;
  /** What clients have sent, the first two megabytes of it. */
  seen(): Buffer;
  stop(): Promise<void>;
}

/** @param to address of the server, or its socket file */
export async function startRelay(to: { host: string; port: number } | { path: string }): Promise<TcpRelay> {
  const open = new Set<Socket>();
  const sent: Buffer[] = [];
  let room = 2_000_000;
  let silent = false;
  let refusing = false;
  let left = Number.POSITIVE_INFINITY;
  const cut = (): void => {
    for (const socket of open) socket.destroy();
    open.clear();
  };
  const server = createServer((client) => {
    if (refusing) {
      client.destroy();
      return;
    }
    const target = connect(to);
    for (const [from, onward] of [
      [client, target],
      [target, client],
    ] as const) {
      open.add(from);
      from.setNoDelay(true);
      from.on('data', (data) => {
        if (silent) return;
        if (from === client) {
          left -= data.length;
          if ((room -= data.length) > 0) sent.push(data);
        }
        if (left < 0) {
          left = Number.POSITIVE_INFINITY;
          cut();
        } else onward.write(data);
      });
      from.on('error', () => onward.destroy());
      from.on('close', () => {
        open.delete(from);
        onward.destroy();
      });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    refuse: () => {
      refusing = true;
      cut();
    },
    silence: () => {
      silent = true;
    },
    resume: () => {
      silent = false;
      refusing = false;
      cut();
    },
    cutAfterBytes: (bytes) => {
      left = bytes;
    },
    seen: () => Buffer.concat(sent),
    stop: () =>
      new Promise((resolve) => {
        cut();
        server.close(() => {
          resolve();
        });
      }),
  };
}
