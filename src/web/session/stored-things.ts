/** Something besides cookies that the pages keep in the browser; the page about cookies tells of each (LEK 9:28). */
export interface StoredThing {
  /** The key, or what all keys of the kind begin with. */
  readonly key: string;
  readonly purpose: 'language' | 'theme' | 'reviewKeys' | 'draft' | 'pending' | 'files';
  /** `kept` until the person changes it; `tab` until the tab is closed or the person signs out. */
  readonly life: 'kept' | 'tab';
}

/** All of them; the spec beside holds this to what the code stores. */
export const storedThings: readonly StoredThing[] = [
  { key: 'grindvakt.language', purpose: 'language', life: 'kept' },
  { key: 'grindvakt.theme', purpose: 'theme', life: 'kept' },
  { key: 'grindvakt.review-keys', purpose: 'reviewKeys', life: 'kept' },
  { key: 'grindvakt.draft.', purpose: 'draft', life: 'tab' },
  { key: 'grindvakt.pending', purpose: 'pending', life: 'tab' },
  { key: 'grindvakt.files', purpose: 'files', life: 'tab' },
];
