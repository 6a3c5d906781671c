import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { statusOf } from '../http/operation.ts';
import type { Route } from '../http/route-table.ts';
import { problemSchema } from './problem-schema.ts';

/** A JSON document: what OpenAPI is made of. */
export type Json = Record<string, unknown>;

/** OpenAPI 3.1 of some routes, as their schemas say. */
export function openApiDocument(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/[:*]([a-z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationObject(route, path) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Millwright admin API',
      version: '1',
      description:
        'Webhooks, tasks, events and runs of a Millwright instance. Lists are newest first. Writes take an `Idempotency-Key`.',
    },
    tags: [...new Set(routes.map(({ resource }) => resource))].map((name) => ({ name })),
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: schemaOf(problemSchema, 'output') },
      responses: { Problem: problemResponse },
    },
  };
}

const problemResponse = {
  description: 'A problem (RFC 9457).',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

function operationObject({ method, resource, shape }: Route, path: string): Json {
  const isWrite = method !== 'GET';
  return {
    operationId: operationIdOf(method, path),
    tags: [resource],
    summary: shape.summary,
    parameters: [
      ...pathParameters(path),
      ...(shape.query ? queryParameters(shape.query) : []),
      ...(isWrite ? [idempotencyKey] : []),
    ],
    ...(shape.body && {
      requestBody: {
        required: shape.bodyOptional !== true,
        content: { 'application/json': { schema: schemaOf(shape.body, 'input') } },
      },
    }),
    responses: {
      [statusOf(shape)]: {
        description: STATUS_CODES[statusOf(shape)],
        ...(shape.answer && {
          content: { 'application/json': { schema: schemaOf(shape.answer, 'output') } },
        }),
      },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'The same key and request again, within 24 hours: the same answer, and nothing is done twice.',
  schema: { type: 'string', maxLength: 255 },
};

const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/\{([a-z]+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: name === 'number' ? 'integer' : 'string' },
  }));

function queryParameters(query: z.ZodType): Json[] {
  const { properties = {}, required = [] } = schemaOf(query, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema,
  }));
}

/** JSON Schema 2020-12 of a schema, which is what OpenAPI 3.1 uses. Members that hold any JSON accept everything. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    reused: 'inline',
    override: ({ zodSchema, jsonSchema }) => {
      const meta = z.globalRegistry.get(zodSchema) as
        { payload?: boolean; description?: string } | undefined;
      if (meta?.payload !== true) return;
      for (const key of Object.keys(jsonSchema)) delete (jsonSchema as Json)[key];
      if (meta.description !== undefined) jsonSchema.description = meta.description;
    },
  }) as Json;
  return rest;
}

function operationIdOf(method: string, path: string): string {
  const words = path
    .replace('/api/v1/workspaces/{ws}/', '/')
    .replace('/api/v1/', '/')
    .split('/')
    .filter((part) => part !== '')
    .map((part) => (part.startsWith('{') ? `by-${part.slice(1, -1)}` : part));
  const verb = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' }[method];
  return [verb, ...words]
    .join('-')
    .replace(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase());
}
