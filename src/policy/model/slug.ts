/** A key made of a name: lower-case ascii letters, digits and hyphens; `x` when nothing of the name is left. */
export function slugOf(name: string): string {
  const plain = name
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 50);
  return plain.length < 2 ? `x-${plain}`.replace(/-$/, '') : plain;
}
