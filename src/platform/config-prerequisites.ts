import { z } from 'zod';

const column = z.string().min(1);

/** How training systems deliver course completions. */
const completionsSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9-]+$/, 'letters, digits and hyphens'),
  name: z.string().min(1),
  /** The HR source whose keys or employment numbers name the persons. */
  hrSource: z.string().min(1),
  /** What the person column holds: the HR system's own key, an employment number, or an HSA-id. */
  personBy: z.enum(['key', 'employment-number', 'hsa-id']).default('key'),
  /** `auto` tells by the bytes. */
  encoding: z.enum(['auto', 'utf-8', 'windows-1252']).default('auto'),
  delimiter: z.string().length(1).default(';'),
  /** The declared format ends its last line; a file that does not was cut off. */
  endsWithNewline: z.boolean().default(true),
  dateFormat: z.enum(['yyyy-MM-dd', 'yyyyMMdd', 'dd/MM/yyyy', 'dd.MM.yyyy']).default('yyyy-MM-dd'),
  columns: z.strictObject({ person: column, course: column, completed: column }),
  maxFileMegabytes: z.int().positive().default(256),
});

export const prerequisitesConfigSchema = z.strictObject({
  completions: z.array(completionsSchema).default([]),
});

export type CompletionsSource = z.output<typeof completionsSchema>;
