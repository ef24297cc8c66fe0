/** Where an invitation is accepted. The code stands behind the #, which no browser sends and no log holds. */
export function invitationAddress(publicUrl: string, code: string): string {
  const url = new URL('/inbjudan', publicUrl);
  url.hash = code;
  return url.href;
}
