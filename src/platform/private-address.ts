import { lookup as resolve, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

// Two lists: in one of both kinds an IPv4 address is looked for among those of IPv6, too.
const ranges = new BlockList();
const ranges6 = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12],
  ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15],
  ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
] as const) ranges.addSubnet(network, prefix, 'ipv4'); // prettier-ignore
// Of IPv6 only 2000::/3 is given out to the public; of that, tunnels and documentation lead or mean elsewhere.
for (const [network, prefix] of [
  ['::', 3], ['4000::', 2], ['8000::', 1], ['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20],
] as const) ranges6.addSubnet(network, prefix, 'ipv6'); // prettier-ignore

/** The name resolved to no address that may be called. */
export class PrivateAddress extends Error {
  constructor(host: string) {
    super(`${host} is at an address that is not public`);
    this.name = 'PrivateAddress';
  }
}

/** Whether an address is of a private network, of this machine, or otherwise not one of the public internet's. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return true;
  if (family === 4) return ranges.check(address, 'ipv4');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  return mapped === undefined ? ranges6.check(address, 'ipv6') : ranges.check(mapped, 'ipv4');
}

/**
 * For a connection's `lookup`: the very addresses that are then connected to are looked at, so that a name which
 * answers differently the second time (DNS rebinding) gains nothing. A host that is an address itself is not looked
 * up at all: ask `isPrivateAddress`.
 */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) {
      callback(error, '', 4);
      return;
    }
    const open = addresses.filter(({ address }) => !isPrivateAddress(address));
    const [first] = open;
    if (first === undefined) callback(new PrivateAddress(hostname), '', 4);
    else if (options.all === true) callback(null, open);
    else callback(null, first.address, first.family);
  });
};
