import type { StandardSchemaV1 } from '@standard-schema/spec';

export interface FieldError {
  /** JSON pointer into the body, or `/name` of a parameter. */
  pointer: string;
  code: string;
  detail: string;
}

/** Input that does not have the shape its schema states; each field says what is wrong. */
export class InvalidInput extends Error {
  constructor(readonly errors: FieldError[]) {
    super('The input is not valid.');
    this.name = 'InvalidInput';
  }

  static from(issues: readonly StandardSchemaV1.Issue[]): InvalidInput {
    return new InvalidInput(
      issues
        .slice(0, 50)
        .map((issue) => ({ pointer: pointerOf(issue.path ?? []), code: 'invalid', detail: issue.message })),
    );
  }
}

function pointerOf(path: readonly (PropertyKey | { key: PropertyKey })[]): string {
  return path
    .map((part) =>
      String(typeof part === 'object' ? part.key : part)
        .replaceAll('~', '~0')
        .replaceAll('/', '~1'),
    )
    .map((part) => `/${part}`)
    .join('');
}
