import type { DropItem } from 'react-aria-components';

/** The files among what was dropped, one folder deep: dropping the snapshot's whole folder is the natural gesture. */
export async function filesIn(items: readonly DropItem[]): Promise<File[]> {
  const files: File[] = [];
  for (const item of items) {
    if (item.kind === 'file') files.push(await item.getFile());
    if (item.kind === 'directory') {
      for await (const entry of item.getEntries()) {
        if (entry.kind === 'file') files.push(await entry.getFile());
      }
    }
  }
  return files;
}
