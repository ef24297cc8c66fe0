import { readFile, stat } from 'node:fs/promises';
import type { FastifyRequest } from 'fastify';
import { InvalidInput } from '../../platform/http/invalid-input.js';
import { saveUpload } from '../../platform/http/save-upload.js';
import { openPrivateFolder } from '../../platform/private-folder.js';
import { readShiftFile } from './shift-rows.js';
import { shiftFieldsSchema } from './shifts.schema.js';
import type { ShiftsInput } from './take-shifts.js';

const largest = 32 * 1024 * 1024;

/** An uploaded file of shifts; its copy on disk is gone when this returns. */
export async function receiveShifts(request: FastifyRequest): Promise<Omit<ShiftsInput, 'channel'>> {
  const folder = await openPrivateFolder();
  try {
    const { fields, files } = await saveUpload(request, folder.path);
    const given = shiftFieldsSchema.safeParse(Object.fromEntries(fields));
    if (!given.success) throw InvalidInput.from(given.error.issues);
    const [file, ...more] = files;
    if (file === undefined || more.length > 0)
      throw new InvalidInput([{ pointer: '/files', code: 'invalid', detail: 'send one file' }]);
    if ((await stat(file.path)).size > largest)
      throw new InvalidInput([
        { pointer: '/files', code: 'invalid', detail: 'the file is larger than 32 MB' },
      ]);
    const { confirmed, ...period } = given.data;
    return { ...period, confirmed: confirmed === 'true', shifts: readShiftFile(await readFile(file.path)) };
  } finally {
    await folder.remove();
  }
}
