/** By which two spellings of a group's name are the same to a directory: case and repeated blanks do not count. */
export function groupKey(name: string): string {
  return name.replace(/ +/g, ' ').trim().normalize('NFC').toLowerCase();
}
