/** What a field must keep to, as far as the service's standard sentences for a broken schema tell; null otherwise. */
export type FieldLimit =
  | {
      limit: 'atLeast' | 'atMost' | 'lettersAtLeast' | 'lettersAtMost' | 'choicesAtLeast' | 'choicesAtMost';
      count: number;
    }
  | { limit: 'missing' | 'personalNumber' };

const sentence = /^Too (small|big): expected (\w+) to (?:have|be) [<>]=?(-?\d+)/;
const kinds: Record<string, 'letters' | 'choices' | 'number'> = {
  string: 'letters',
  array: 'choices',
  number: 'number',
  int: 'number',
};

export function limitIn(detail: string): FieldLimit | null {
  if (detail.startsWith('Invalid input: expected')) return { limit: 'missing' };
  if (detail.startsWith('holds a personal number')) return { limit: 'personalNumber' };
  const [, size, type = '', count] = sentence.exec(detail) ?? [];
  const kind = kinds[type];
  if (!kind) return null;
  const end = size === 'small' ? 'AtLeast' : 'AtMost';
  if (kind === 'number') return { limit: end === 'AtLeast' ? 'atLeast' : 'atMost', count: Number(count) };
  return { limit: `${kind}${end}`, count: Number(count) };
}
