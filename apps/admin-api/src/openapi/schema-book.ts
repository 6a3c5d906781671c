import { z } from 'zod';

/** A JSON document: what OpenAPI is made of. */
export type Json = Record<string, unknown>;

/**
 * JSON Schema 2020-12, which is what OpenAPI 3.1 uses, of zod's schemas. Those that have an id in their metadata are
 * written once, under `named`, and referred to.
 */
export class SchemaBook {
  readonly named: Json = {};

  schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
    // One level down, so that a schema with an id is never the root, which would be written out.
    const wrapped = z.toJSONSchema(z.object({ it: schema }), {
      io,
      unrepresentable: 'any',
      override: ({ zodSchema, jsonSchema }) => {
        simplify(zodSchema, jsonSchema);
        // Answers may get further members.
        if (io === 'output') delete jsonSchema.additionalProperties;
      },
    });
    const { $defs = {}, properties } = withOurRefs(wrapped) as {
      $defs?: Json;
      properties: { it: Json };
    };
    for (const [name, definition] of Object.entries($defs)) {
      const { id: _id, ...rest } = definition as Json;
      this.named[name] = rest;
    }
    return properties.it;
  }
}

/**
 * A member that holds any JSON accepts everything; a format says enough without the pattern behind it. How a member is
 * read is no business of whoever sends it.
 */
function simplify(schema: z.core.$ZodType, json: Json): void {
  delete json['exact'];
  const { payload, description } = (z.globalRegistry.get(schema) ?? {}) as {
    payload?: boolean;
    description?: string;
  };
  if (payload === true) {
    for (const key of Object.keys(json)) delete json[key];
    if (description !== undefined) json['description'] = description;
  } else if (json['format'] !== undefined) {
    delete json['pattern'];
  }
}

const withOurRefs = (json: unknown): unknown =>
  JSON.parse(JSON.stringify(json).replaceAll('"#/$defs/', '"#/components/schemas/'));
