import { BlockList, isIPv6 } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../platform/config.js';
import { configToken } from '../../platform/config-token.js';

/** What an address is called: by the configured networks, in their order. */
@Injectable()
export class NamePlace {
  readonly #places: { name: string; holds: (address: string) => boolean }[];

  constructor(@Inject(configToken) config: Config) {
    this.#places = config.sessions.places.map(({ network, name }) => {
      const list = new BlockList();
      const [address = '', bits = ''] = network.split('/');
      list.addSubnet(address, Number(bits), isIPv6(address) ? 'ipv6' : 'ipv4');
      return { name, holds: (other) => list.check(other, isIPv6(other) ? 'ipv6' : 'ipv4') };
    });
  }

  run(address: string | null): string | null {
    if (address === null) return null;
    return this.#places.find(({ holds }) => holds(address))?.name ?? null;
  }
}
