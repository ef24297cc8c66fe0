import { describe, expect, it } from '@jest/globals';
import { cookieNames } from './secrets.js';

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
    });
  });
});
