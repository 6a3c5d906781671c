import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { routesOf } from '../http/route-table.ts';
import { resourceControllers } from '../resources/index.ts';
import type { Loose } from '../testing/open-admin-api.ts';
import { openApiDocument } from './openapi-document.ts';

const routes = routesOf(resourceControllers);
const document = openApiDocument(routes) as Loose;
const committed = new URL('../../../../docs/openapi.json', import.meta.url);

describe('the OpenAPI document', () => {
  it('is the one that is committed: `npm run generate` writes it', () => {
    expect(JSON.parse(readFileSync(committed, 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(document)),
    );
  });

  it('names every operation differently', () => {
    const ids = Object.values<Loose>(document.paths).flatMap((path) =>
      Object.values<Loose>(path).map(({ operationId }) => operationId as string),
    );

    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(routes.length);
  });

  it('lets members that hold any JSON hold any JSON', () => {
    const body = document.paths['/api/v1/workspaces/{ws}/events'].post.requestBody;
    const { properties } = body.content['application/json'].schema;

    expect(Object.keys(properties.data)).toEqual(['description']);
    expect(properties.topic.type).toBe('string');
  });

  it('refers to nothing that it does not have', () => {
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];

    expect(references.length).toBeGreaterThan(routes.length);
    for (const [, kind, name] of references)
      expect(document.components[kind!]).toHaveProperty(name!);
    expect(text).not.toContain('$defs');
  });

  it('shows the problem that every operation may end with', () => {
    for (const path of Object.values<Loose>(document.paths)) {
      for (const { responses } of Object.values<Loose>(path)) {
        expect(responses.default).toEqual({ $ref: '#/components/responses/Problem' });
      }
    }
  });
});

describe('the routes', () => {
  it('all belong to a resource, so that all are guarded', () => {
    expect(routes.filter(({ resource }) => resource === undefined)).toEqual([]);
    expect(routes.length).toBeGreaterThan(40);
  });
});
