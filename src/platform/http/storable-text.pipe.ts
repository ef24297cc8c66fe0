import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { InvalidInput } from './invalid-input.js';

/** Nothing that is asked for lies deeper; what does would exhaust the stack of whoever walks through it. */
const deepest = 60;

/**
 * Refuses text that PostgreSQL cannot hold, wherever in the input it stands: NUL, and halves of surrogate pairs, which
 * a text column and a JSON one refuse each in their own way. Said here once, so that no schema has to remember it.
 */
@Injectable()
export class StorableTextPipe implements PipeTransform {
  transform(value: unknown, { type, data }: ArgumentMetadata): unknown {
    const pointer = type === 'custom' ? null : findUnstorable(value, data === undefined ? '' : `/${data}`);
    if (pointer === null) return value;
    const detail = 'must not hold a NUL character or half a surrogate pair';
    throw new InvalidInput([{ pointer, code: 'invalid', detail }]);
  }
}

/**
 * A JSON pointer to the first such text, a name of a field included; null when there is none.
 * @throws InvalidInput when it is nested too deeply
 */
function findUnstorable(value: unknown, pointer: string, depth = 0): string | null {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? pointer : null;
  if (typeof value !== 'object' || value === null) return null;
  if (depth > deepest)
    throw new InvalidInput([{ pointer: '', code: 'invalid', detail: 'is nested too deeply' }]);
  for (const [name, inner] of Object.entries(value)) {
    const found = findUnstorable(name, pointer) ?? findUnstorable(inner, `${pointer}/${name}`, depth + 1);
    if (found !== null) return found;
  }
  return null;
}
