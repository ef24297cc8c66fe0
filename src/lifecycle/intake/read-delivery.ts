import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Delivery } from '../../connectors/hr-reader.js';

/** The files of a folder as one delivery. A folder that cannot be read is an empty one: the import then rejects it. */
export function readDelivery(folder: string): Delivery {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return new Map(entries.filter((e) => e.isFile()).map((e) => [e.name, path.join(folder, e.name)]));
  } catch {
    return new Map();
  }
}
