import { describe, expect, it } from '@jest/globals';
import { isPrivateAddress, lookupPublic, PrivateAddress } from './private-address.js';

describe('addresses that nobody outside may lead us to', () => {
  it.each([
    '127.0.0.1', '127.9.9.9', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1',
    '0.0.0.0', '255.255.255.255', '224.0.0.1', '192.0.2.1', '::', '::1', 'fe80::1', 'fc00::1', 'fd12:3456::1', 'ff02::1',
    '::ffff:127.0.0.1', '::ffff:10.0.0.1', '64:ff9b::a00:1', '2001:db8::1', '2002:7f00:1::', 'localhost', '', '0x7f.1',
  ])('%s', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  }); // prettier-ignore

  it.each([
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '193.10.0.1',
    '2a00:801::1',
    '2606:4700::1',
    '::ffff:8.8.8.8',
  ])('but not %s', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });

  it.each([true, false])('are found in what a name resolves to (all: %s)', async (all) => {
    const error = await new Promise((done) => {
      lookupPublic('localhost', { all }, (found) => {
        done(found);
      });
    });
    expect(error).toBeInstanceOf(PrivateAddress);
  });
});
