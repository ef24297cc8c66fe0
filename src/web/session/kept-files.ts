import { z } from './zod.js';

const NAME = 'grindvakt.files';
/** As long as a sign-in may take, and a little. */
export const keptFor = 15 * 60_000;

/** Where files lie that were chosen before a step-up; the key is kept in the tab alone. */
export const keptFilesSchema = z.object({ id: z.string(), key: z.string() });
export type KeptFiles = z.output<typeof keptFilesSchema>;

interface Part {
  name: string;
  /** Null for a field that is no file. */
  file: { name: string; type: string } | null;
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

interface Stored {
  id: string;
  at: number;
  parts: Part[];
}

/**
 * Puts a form with files aside while the person proves who they are at an identity provider. What lies in the browser's
 * database is encrypted, with a key that this tab alone holds: staff files are nothing to leave behind on a shared computer.
 */
export async function keepFiles(form: FormData): Promise<KeptFiles> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt']);
  const parts: Part[] = [];
  for (const [name, value] of form.entries()) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const isFile = value instanceof File;
    const plain = isFile ? await value.arrayBuffer() : new TextEncoder().encode(value);
    const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain);
    parts.push({ name, file: isFile ? { name: value.name, type: value.type } : null, iv, data });
  }
  const id = crypto.randomUUID();
  const stored: Stored = { id, at: Date.now(), parts };
  await within('readwrite', (store) => store.put(stored));
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', key));
  return { id, key: btoa(String.fromCharCode(...raw)) };
}

/** Takes them out; null when they are gone, or older than a sign-in takes. */
export async function takeFiles({ id, key }: KeptFiles): Promise<FormData | null> {
  try {
    const stored = (await within('readonly', (store) => store.get(id))) as Stored | undefined;
    await forgetFiles();
    if (!stored || Date.now() - stored.at > keptFor) return null;
    const raw = Uint8Array.from(atob(key), (letter) => letter.charCodeAt(0));
    const secret = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
    const form = new FormData();
    for (const { name, file, iv, data } of stored.parts) {
      const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, secret, data);
      if (file) form.append(name, new File([plain], file.name, { type: file.type }), file.name);
      else form.append(name, new TextDecoder().decode(plain));
    }
    return form;
  } catch {
    return null;
  }
}

/** Nothing stays: one act at a time is put aside, and whoever signs out leaves none. */
export async function forgetFiles(): Promise<void> {
  await within('readwrite', (store) => store.clear());
}

function within<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME, 1);
    const fail = (error: DOMException | null) => {
      reject(error ?? new Error('the browser keeps nothing'));
    };
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore('acts', { keyPath: 'id' });
    };
    opening.onerror = () => {
      fail(opening.error);
    };
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction('acts', mode);
      const request = work(transaction.objectStore('acts'));
      transaction.oncomplete = () => {
        database.close();
        resolve(request.result);
      };
      transaction.onabort = () => {
        database.close();
        fail(transaction.error);
      };
    };
  });
}
