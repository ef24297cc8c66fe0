// node namespace-relay.mjs SOCKET-FILE HOST PORT — run inside a network namespace, it passes on what comes by the
// socket file, which those outside can open, to a server that only those inside can reach. Listens once it is up.
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const [file, host, port] = process.argv.slice(2);
const target = () => connect({ host, port: Number(port) });

function isUp() {
  return new Promise((resolve) => {
    const socket = target();
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => {
      resolve(false);
    });
  });
}

while (!(await isUp())) await sleep(50);
createServer((client) => {
  const server = target();
  client.pipe(server).pipe(client);
  for (const [from, onward] of [
    [client, server],
    [server, client],
  ]) {
    from.on('error', () => onward.destroy());
    from.on('close', () => onward.destroy());
  }
}).listen(file);
