/** A system's life: nothing in it may be asked for before it is in use, nor when it is on its way out (H11.2.3). */
export const systemStates = ['draft', 'classified', 'approved', 'in-use', 'retiring', 'retired'] as const;
export type SystemState = (typeof systemStates)[number];

export const roleStates = ['draft', 'in-use', 'retired'] as const;
export type RoleState = (typeof roleStates)[number];

/** Sorts of information, from what anyone may see to patients' records. */
export const dataClasses = ['open', 'internal', 'personal', 'confidential', 'patient'] as const;
export type DataClass = (typeof dataClasses)[number];

export function isDataClass(word: string): word is DataClass {
  return dataClasses.some((one) => one === word);
}
