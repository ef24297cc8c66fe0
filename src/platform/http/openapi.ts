import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { problemSchema } from './returns.decorator.js';

type JsonSchema = Record<string, unknown>;

/** The API as OpenAPI 3.1, from the very schemas that check requests and answers. */
export function document(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Grindvakt')
    .setDescription('Identity and access governance for care organisations')
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .build();
  const made = SwaggerModule.createDocument(app, builder, {
    standardSchemaConverter: toJsonSchema,
    operationIdFactory: (controller, method) =>
      `${controller.replace(/Controller$/, '').replace(/^./, (first) => first.toLowerCase())}_${method}`,
  });
  const problem = toJsonSchema(problemSchema, { schemaType: 'output' })?.components ?? {};
  return {
    ...made,
    components: { ...made.components, schemas: { ...problem, ...made.components?.schemas } },
  };
}

/** A schema with an `id` becomes a component; one that reads otherwise than it writes gets an `…Input` of its own. */
function toJsonSchema(
  schema: unknown,
  { schemaType }: { schemaType: 'input' | 'output' },
): { schema: JsonSchema; components: Record<string, JsonSchema> } | undefined {
  if (!(schema instanceof z.ZodType)) return undefined;
  const { $schema: _version, $defs, id, ...json } = convert(schema, schemaType);
  const components: Record<string, JsonSchema> = {};
  for (const [name, part] of Object.entries(($defs ?? {}) as Record<string, JsonSchema>)) {
    const { $schema: _too, id: _name, ...rest } = part;
    components[name] = rest;
  }
  if (typeof id !== 'string') return { schema: json, components };
  const name = schemaType === 'input' && !id.endsWith('Input') && differs(schema) ? `${id}Input` : id;
  return { schema: { $ref: `#/components/schemas/${name}` }, components: { ...components, [name]: json } };
}

function convert(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  return z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'throw',
  });
}

function differs(schema: z.ZodType): boolean {
  return JSON.stringify(convert(schema, 'input')) !== JSON.stringify(convert(schema, 'output'));
}
