import { describe, expect, it } from '@jest/globals';
import { cookieNames, digestOf, newSecret } from './secrets.js';

describe('the names of the cookies', () => {
  it.each([
    ['https://grindvakt.example.se', '__Host-grindvakt'],
    ['https://grindvakt.example.se:8443', '__Host-grindvakt'],
    ['http://localhost', '__Host-grindvakt'],
    ['http://localhost:3100', '__Host-grindvakt-3100'],
    ['http://trial.localhost:3100', '__Host-grindvakt-3100'],
    ['http://127.0.0.1:3100', '__Host-grindvakt-3100'],
    ['http://[::1]:3100', '__Host-grindvakt-3100'],
    ['https://localhost.example.se:3100', '__Host-grindvakt'],
  ])('of %s carry the port on localhost alone', (publicUrl, session) => {
    expect(cookieNames(publicUrl)).toEqual({
      session,
      flow: `${session}-sign-in`,
      method: `${session}-method`,
      tried: `${session}-tried`,
      device: `${session}-device`,
    });
  });
});

describe('a secret for a cookie', () => {
  it('has 256 random bits, never the same, and is kept as a digest', () => {
    const made = Array.from({ length: 1000 }, newSecret);
    expect(new Set(made).size).toBe(1000);
    for (const secret of made) {
      expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
      expect(digestOf(secret).includes(Buffer.from(secret, 'base64url'))).toBe(false);
    }
    expect(digestOf('x')).toHaveLength(32);
  });
});
