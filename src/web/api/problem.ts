/** One field that was refused: `pointer` is a JSON pointer into the body, "/assessment/need". */
export interface FieldProblem {
  pointer: string;
  detail: string;
  code: string;
}

/** How one must be signed in; `maxAge` in seconds. */
export interface Demands {
  level: number;
  maxAge: number | null;
}

/** An RFC 9457 problem as our API writes it; `instance` is the reference number to read out on the phone. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly reference: string | null,
    readonly fields: readonly FieldProblem[] = [],
    /** What sign-in would do, when the present one is too weak or too old. */
    readonly demands: Demands | null = null,
  ) {
    super(detail);
  }

  /** What was wrong with the field at `pointer`, if anything. */
  at(pointer: string): FieldProblem | undefined {
    return this.fields.find((field) => field.pointer === pointer);
  }
}

/** Whatever the server (or something between us) answered, as a Problem. Never throws. */
export async function problemFrom(response: Response): Promise<Problem> {
  const fallback = new Problem(
    response.status,
    response.status >= 500 ? 'server-failed' : 'unexpected',
    '',
    null,
  );
  if (!response.headers.get('content-type')?.includes('json')) return fallback;
  let body: unknown;
  try {
    body = await response.json();
  } catch {
    return fallback;
  }
  if (typeof body !== 'object' || body === null) return fallback;
  return new Problem(
    response.status,
    textOf(body, 'code') ?? fallback.code,
    textOf(body, 'detail') ?? textOf(body, 'title') ?? '',
    referenceOf(textOf(body, 'instance')),
    fieldsOf(body),
    demandsOf(body),
  );
}

function fieldsOf(body: object): FieldProblem[] {
  const errors: unknown = Reflect.get(body, 'errors');
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((error: unknown) =>
    typeof error === 'object' && error !== null
      ? [
          {
            pointer: textOf(error, 'pointer') ?? '',
            detail: textOf(error, 'detail') ?? '',
            code: textOf(error, 'code') ?? 'invalid',
          },
        ]
      : [],
  );
}

function demandsOf(body: object): Demands | null {
  const demands: unknown = Reflect.get(body, 'demands');
  if (typeof demands !== 'object' || demands === null) return null;
  const level: unknown = Reflect.get(demands, 'level');
  const maxAge: unknown = Reflect.get(demands, 'maxAge');
  return typeof level === 'number' ? { level, maxAge: typeof maxAge === 'number' ? maxAge : null } : null;
}

function textOf(from: object, key: string): string | undefined {
  const value: unknown = Reflect.get(from, key);
  return typeof value === 'string' ? value : undefined;
}

/** "urn:uuid:…" is for machines; people read out the last part. */
function referenceOf(instance: string | undefined): string | null {
  return instance?.replace(/^urn:uuid:/, '') ?? null;
}
