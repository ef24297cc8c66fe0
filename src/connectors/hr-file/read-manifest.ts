import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { isDay, type Day } from '../../policy/model/day.js';
import { DeliveryFault } from '../hr-reader.js';

const schema = z.object({
  source: z.string().optional(),
  snapshotDate: z.string().refine(isDay, 'is not a day').optional(),
  kind: z.string().optional(),
  generatedAt: z.iso.datetime({ offset: true }).optional(),
  files: z.array(
    z.object({
      name: z.string(),
      rows: z.int().nonnegative().optional(),
      bytes: z.int().nonnegative().optional(),
      sha256: z
        .string()
        .regex(/^[0-9a-fA-F]{64}$/)
        .optional(),
      generatedAt: z.iso.datetime({ offset: true }).optional(),
    }),
  ),
});

export interface Manifest {
  readonly source: string | null;
  readonly snapshotDate: Day | null;
  readonly kind: string;
  /** When the oldest of the files was written: what happened later is not in them. */
  readonly generatedAt: Date | null;
  readonly files: ReadonlyMap<string, { rows?: number; bytes?: number; sha256?: string }>;
}

const mostBytes = 1 << 20;

/** What a complete delivery looks like, as the HR system states it. @throws DeliveryFault 'manifest-invalid' */
export async function readManifest(path: string, name: string): Promise<Manifest> {
  const bytes = await readFile(path);
  const wrong = (why: string): DeliveryFault =>
    new DeliveryFault('manifest-invalid', `${name} cannot be used: ${why}.`, name);
  if (bytes.length > mostBytes) throw wrong('it is larger than 1 MB');
  let raw: unknown;
  try {
    raw = JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    throw wrong('it is not JSON');
  }
  const result = schema.safeParse(raw);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw wrong(`${issue?.path.map(String).join('.') ?? ''} ${issue?.message ?? ''}`.trim());
  }
  const { source, snapshotDate, kind, files, generatedAt } = result.data;
  const written = [generatedAt, ...files.map((file) => file.generatedAt)].flatMap((at) =>
    at === undefined ? [] : [Date.parse(at)],
  );
  return {
    source: source ?? null,
    snapshotDate: snapshotDate ?? null,
    kind: kind ?? 'full',
    generatedAt: written.length > 0 ? new Date(Math.min(...written)) : null,
    files: new Map(files.map(({ name: file, ...stated }) => [file, stated])),
  };
}
