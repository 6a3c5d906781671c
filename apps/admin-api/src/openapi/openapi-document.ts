import { STATUS_CODES } from 'node:http';
import type { z } from 'zod';
import { statusOf } from '../http/operation.ts';
import type { Route } from '../http/route-table.ts';
import { problemSchema } from './problem-schema.ts';
import { SchemaBook } from './schema-book.ts';
import type { Json } from './schema-book.ts';

/** OpenAPI 3.1 of some routes, as their schemas say. */
export function openApiDocument(routes: readonly Route[]): Json {
  const book = new SchemaBook();
  const problem = book.schemaOf(problemSchema, 'output');
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/[:*]([a-z]+)/g, '{$1}');
    paths[path] = {
      ...paths[path],
      [route.method.toLowerCase()]: operationObject(route, path, book),
    };
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
      schemas: { ...book.named, Problem: problem },
      responses: { Problem: problemResponse },
    },
  };
}

const problemResponse = {
  description: 'A problem (RFC 9457).',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

function operationObject({ method, resource, shape }: Route, path: string, book: SchemaBook): Json {
  const isWrite = method !== 'GET';
  return {
    operationId: operationIdOf(method, path),
    tags: [resource],
    summary: shape.summary,
    parameters: [
      ...pathParameters(path),
      ...(shape.query ? queryParameters(shape.query, book) : []),
      ...(isWrite ? [idempotencyKey] : []),
    ],
    ...(shape.body && {
      requestBody: {
        required: shape.bodyOptional !== true,
        content: { 'application/json': { schema: book.schemaOf(shape.body, 'input') } },
      },
    }),
    responses: {
      [statusOf(shape)]: {
        description: STATUS_CODES[statusOf(shape)],
        ...(shape.answer && {
          content: { 'application/json': { schema: book.schemaOf(shape.answer, 'output') } },
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

function queryParameters(query: z.ZodType, book: SchemaBook): Json[] {
  const { properties = {}, required = [] } = book.schemaOf(query, 'input') as {
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

function operationIdOf(method: string, path: string): string {
  const words = path
    .replace('/api/v1/workspaces/{ws}/', '/')
    .replace('/api/v1/workspaces', '/workspaces')
    .replace('/api/v1/', '/instance/')
    .split('/')
    .filter((part) => part !== '')
    .map((part) => (part.startsWith('{') ? `by-${part.slice(1, -1)}` : part));
  const verb = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' }[method];
  return [verb, ...words]
    .join('-')
    .replace(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase());
}
