import { describe, expect, it } from '@jest/globals';
import { allowsResource, knownScopes, mayGrant, scopeFault } from './scope.ts';

describe('a scope', () => {
  it.each([
    'webhooks:read',
    'endpoints:secrets',
    'webhooks:secrets',
    'deliveries:write',
    'audit-log:read',
    'routes:write',
    'task-runs:write',
    'jobs:run',
    'jobs:run:scripts',
    'jobs:run:flows:f/a/b',
    'jobs:run:scripts:f/a/b,f/c/*',
    'jobs:read',
    'tokens:write',
    'jobs:run:scripts:*',
    'jobs:run:flows:u/A_b-c/D*',
    'if_jobs:filter_tags:blue,green',
  ])('may be %s', (scope) => {
    expect(scopeFault(scope)).toBeUndefined();
  });

  it.each([
    '',
    'webhooks',
    'webhooks:paint',
    'nothing:read',
    'tasks:secrets',
    'Webhooks:read',
    'jobs:run:things',
    'webhooks:read:',
    'a b:read',
    'jobs:run:scripts:',
    'jobs:run:scripts:f/a/b,',
    'jobs:run:scripts:f/*/b',
    'jobs:run:scripts:f/a/**',
    'jobs:read:f/a/b',
    'if_jobs:filter_tags',
    'if_jobs:filter_tags:blue,,green',
    'if_jobs:filter_tags:,',
  ])('may not be "%s"', (scope) => {
    expect(scopeFault(scope)).toEqual(expect.any(String));
  });

  it('is known with what stands behind it, or without', () => {
    for (const scope of knownScopes) {
      expect(scopeFault(scope === 'if_jobs:filter_tags' ? `${scope}:a` : scope)).toBeUndefined();
    }
    expect(new Set(knownScopes).size).toBe(knownScopes.length);
    expect(knownScopes).toEqual(expect.arrayContaining(['jobs:run', 'tokens:write', 'runs:read']));
  });

  it('to write is one to read', () => {
    expect(allowsResource(['tasks:write'], 'tasks', 'read')).toBe(true);
    expect(allowsResource(['tasks:read'], 'tasks', 'write')).toBe(false);
    expect(allowsResource(['tasks:write'], 'events', 'read')).toBe(false);
  });

  it('to be shown secrets is one of its own', () => {
    expect(allowsResource(['endpoints:secrets'], 'endpoints', 'secrets')).toBe(true);
    expect(allowsResource(['endpoints:secrets:*'], 'endpoints', 'secrets')).toBe(true);
    expect(allowsResource(['endpoints:write'], 'endpoints', 'secrets')).toBe(false);
    expect(allowsResource(['endpoints:secrets'], 'endpoints', 'read')).toBe(false);
    expect(mayGrant(['endpoints:write'], ['endpoints:secrets'])).toBe(false);
  });

  it('may name all resources with a star', () => {
    expect(allowsResource(['tasks:write:*'], 'tasks', 'read')).toBe(true);
    expect(allowsResource(['tasks:read:*'], 'tasks', 'write')).toBe(false);
    expect(mayGrant(['tasks:write:*'], ['tasks:read'])).toBe(true);
    expect(mayGrant(['tasks:write'], ['tasks:read:*'])).toBe(true);
    expect(mayGrant(['tasks:read:*'], ['tasks:write'])).toBe(false);
  });

  it('is not needed by who has none at all', () => {
    expect(allowsResource([], 'tasks', 'write')).toBe(true);
  });
});

describe('what a token gives to another', () => {
  it.each([
    [[], [], true],
    [[], ['tasks:read'], true],
    [['tasks:write'], ['tasks:read'], true],
    [['tasks:read'], ['tasks:write'], false],
    [['tasks:read'], [], false],
    [['jobs:run'], ['jobs:run:scripts:f/a/b'], true],
    [['jobs:run:scripts:f/a/*'], ['jobs:run:scripts:f/a/b'], true],
    [['jobs:run:scripts:f/a/*'], ['jobs:run:scripts:f/b/c'], false],
    [['jobs:run:scripts:f/a/b'], ['jobs:run'], false],
    [['jobs:run:scripts'], ['jobs:run:flows'], true],
    [['jobs:run:flows'], ['jobs:run'], true],
    [['jobs:run:scripts'], ['jobs:run:flows:f/a/b'], true],
    [['jobs:run:scripts:*'], ['jobs:run'], true],
    [['jobs:run:flows:f/a/*'], ['jobs:run:scripts:f/a/b'], true],
    [['jobs:run:scripts:f/a/b', 'jobs:run:scripts:f/c/d'], ['jobs:run:flows:f/a/b,f/c/d'], true],
    [['jobs:run:scripts:f/a/b'], ['jobs:run:scripts:f/a/b,f/c/d'], false],
    [['jobs:write'], ['jobs:read'], true],
    [['jobs:write'], ['jobs:run'], false],
    [['jobs:run'], ['jobs:read'], false],
    [['jobs:run:scripts:f/a/*'], ['jobs:run:scripts:f/*'], false],
    [['jobs:run', 'if_jobs:filter_tags:a,b'], ['jobs:run'], false],
    [['jobs:run', 'if_jobs:filter_tags:a,b'], ['jobs:run:scripts:f/a/b'], false],
    [['jobs:run', 'if_jobs:filter_tags:a,b'], ['jobs:run', 'if_jobs:filter_tags:a'], true],
    [['jobs:run', 'if_jobs:filter_tags:a,b'], ['jobs:run', 'if_jobs:filter_tags:a,c'], false],
    [['jobs:run'], ['jobs:run', 'if_jobs:filter_tags:a'], true],
    [['jobs:run', 'tasks:read', 'if_jobs:filter_tags:a'], ['tasks:read'], true],
  ] as [string[], string[], boolean][])('of %j can be %j: %s', (own, wanted, expected) => {
    expect(mayGrant(own, wanted)).toBe(expected);
  });
});
