import { describe, expect, it } from '@jest/globals';
import { ownPath } from './return-path.js';

const publicUrl = 'https://grindvakt.example';

describe('where to go after sign-in', () => {
  it.each(['/', '/begar?person=1#behov', '/personal/å', '/a//b', '/logga-in?next=//x'])(
    'goes to %s',
    (path) => {
      expect(ownPath(path, publicUrl)).toBe(encodeURI(path));
    },
  );

  it.each([
    undefined,
    '',
    'personal',
    'https://other.example/',
    '//other.example',
    '/\\other.example',
    '/\t/other.example',
    '/.//other.example',
    '/..//other.example',
    '/x/..//other.example',
    '/%2e//other.example',
    '\\\\other.example',
    'javascript:alert(1)',
    '/api/auth/login',
    '/api',
    `/${'x'.repeat(2000)}`,
  ])('stays at home for %j', (path) => {
    expect(ownPath(path, publicUrl)).toBe('/');
  });
});
