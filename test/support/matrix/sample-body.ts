/** As much of JSON Schema as the API's own description uses. */
export interface Schema {
  $ref?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  type?: string;
  format?: string;
  pattern?: string;
  minLength?: number;
  minimum?: number;
  exclusiveMinimum?: number;
  minItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
}

export interface Operation {
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

export interface Described {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

export const nobodysId = '00000000-0000-4000-8000-000000000000';
const aboutDays = /(^|[a-z])(On|To|Date)$|^(from|to|until|day|completed|validTo|endDate|on)$/;

/**
 * The smallest content that an operation takes, by its description: authority is asked before what is in it, so it need
 * mean nothing. Days lie in the future; ids are nobody's.
 */
export function sampleOf(described: Described, schema: Schema, name = '', aDay = '2030-01-15'): unknown {
  const inner = (part: Schema | undefined, as: string): unknown => sampleOf(described, part ?? {}, as, aDay);
  if (schema.$ref !== undefined)
    return inner(described.components.schemas[schema.$ref.split('/').at(-1) ?? ''], name);
  if ('const' in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.some((one) => one.type === 'null') ? null : inner(choices[0], name);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((key) => [key, inner(schema.properties?.[key], key)]),
      );
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => inner(schema.items, name));
    case 'integer':
    case 'number':
      return schema.minimum ?? (schema.exclusiveMinimum ?? 0) + 1;
    case 'boolean':
      return false;
    default:
      return textOf(schema, name, aDay);
  }
}

function textOf(schema: Schema, name: string, aDay: string): string {
  if (schema.format === 'uuid') return nobodysId;
  if (schema.format === 'date' || aboutDays.test(name)) return aDay;
  return 'Prov av behörighet'.padEnd(schema.minLength ?? 0, '.');
}
