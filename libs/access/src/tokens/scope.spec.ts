import { describe, expect, it } from '@jest/globals';
import { allowsResource, mayGrant, scopeFault } from './scope.ts';

describe('a scope', () => {
  it.each([
    'webhooks:read',
    'audit-log:read',
    'task-runs:write',
    'jobs:run',
    'jobs:run:scripts',
    'jobs:run:flows:f/a/b',
    'jobs:run:scripts:f/a/b,f/c/*',
    'jobs:read',
    'tokens:write',
    'if_jobs:filter_tags:blue,green',
  ])('may be %s', (scope) => {
    expect(scopeFault(scope)).toBeUndefined();
  });

  it.each([
    '',
    'webhooks',
    'webhooks:paint',
    'nothing:read',
    'Webhooks:read',
    'jobs:run:things',
    'webhooks:read:',
    'a b:read',
  ])('may not be "%s"', (scope) => {
    expect(scopeFault(scope)).toEqual(expect.any(String));
  });

  it('to write is one to read', () => {
    expect(allowsResource(['tasks:write'], 'tasks', 'read')).toBe(true);
    expect(allowsResource(['tasks:read'], 'tasks', 'write')).toBe(false);
    expect(allowsResource(['tasks:write'], 'events', 'read')).toBe(false);
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
