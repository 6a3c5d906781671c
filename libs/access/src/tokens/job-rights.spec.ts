import { describe, expect, it } from '@jest/globals';
import { newId } from '@millwright/kernel';
import fc from 'fast-check';
import { changeRefusalOf, mayChangeJobs, mayReadJobs, mayRun } from './job-rights.ts';
import { readRefusalOf, runRefusalOf } from './job-rights.ts';
import type { JobFacts } from './job-rights.ts';
import { instanceAdmin } from './principal.ts';
import type { Principal } from './principal.ts';
import { mayGrant, scopeFault } from './scope.ts';

const DEFAULT = 'default';
const changes = ['cancel', 'run_now', 'resolve', 'delete'] as const;

const holder = (scopes: string[], more: Partial<Principal> = {}): Principal => ({
  ...instanceAdmin,
  tokenId: newId(),
  workspaceId: newId(),
  scopes,
  ...more,
});

const jobOf = (who: Principal | null, more: Partial<JobFacts> = {}): JobFacts => ({
  tag: DEFAULT,
  tokenId: who?.tokenId ?? null,
  isVisibleToOwner: true,
  ...more,
});

describe('the right to call a task', () => {
  it.each([
    [[], 'f/a/b', true],
    [['jobs:run'], 'f/a/b', true],
    [['jobs:run:scripts'], 'f/a/b', true],
    [['jobs:run:flows'], 'f/a/b', true],
    [['jobs:run:scripts:*'], 'f/a/b', true],
    [['jobs:run:scripts:f/a/b'], 'f/a/b', true],
    [['jobs:run:flows:f/a/b'], 'f/a/b', true],
    [['jobs:run:flows:u/a/b'], 'u/a/b', true],
    [['jobs:run:scripts:f/a/b'], 'f/a/bc', false],
    [['jobs:run:scripts:f/a/b'], 'f/a/b/c', false],
    [['jobs:run:scripts:f/a/b'], 'F/a/b', false],
    [['jobs:run:scripts:f/a/*'], 'f/a/b', true],
    [['jobs:run:scripts:f/a/*'], 'f/a', false],
    [['jobs:run:scripts:f/a*'], 'f/ab/c', true],
    [['jobs:run:scripts:f/a/b,f/c/*'], 'f/c/d', true],
    [['jobs:run:scripts:f/a/b', 'jobs:run:flows:f/c/d'], 'f/c/d', true],
    [['jobs:run:scripts:f/a/b', 'jobs:run:flows:f/c/d'], 'f/c/e', false],
    [['jobs:read', 'jobs:write'], 'f/a/b', false],
    [['tasks:write', 'runs:write'], 'f/a/b', false],
  ])('of %j over %s is %s', (scopes, path, expected) => {
    expect(mayRun(scopes, { path, tag: DEFAULT })).toBe(expected);
  });

  it.each([
    [[], true],
    [['jobs:run'], true],
    [['jobs:run:scripts:*'], true],
    [['jobs:run:scripts:f/a/*'], false],
    [['jobs:read'], false],
  ])('of %j over a hash that nobody has is %s', (scopes, expected) => {
    expect(mayRun(scopes, { path: null, tag: DEFAULT })).toBe(expected);
  });

  it.each([
    [['jobs:run', 'if_jobs:filter_tags:blue,green'], 'green', true],
    [['jobs:run', 'if_jobs:filter_tags:blue,green'], DEFAULT, false],
    [['jobs:run', 'if_jobs:filter_tags:gpu*'], 'gpu-2', true],
    [['jobs:run', 'if_jobs:filter_tags:a,b', 'if_jobs:filter_tags:b,c'], 'b', true],
    [['jobs:run', 'if_jobs:filter_tags:a,b', 'if_jobs:filter_tags:b,c'], 'a', false],
    [['if_jobs:filter_tags:blue'], 'blue', false],
  ])('of %j with the tag %s is %s', (scopes, tag, expected) => {
    expect(mayRun(scopes, { path: 'f/a/b', tag })).toBe(expected);
  });

  it('is none where the token only reads, whatever its scopes', () => {
    const wanted = { path: 'f/a/b', tag: DEFAULT };

    expect(runRefusalOf(holder([], { readOnly: true }), wanted)).toBe('read_only_token');
    expect(runRefusalOf(holder(['jobs:run'], { readOnly: true }), wanted)).toBe('read_only_token');
    expect(runRefusalOf(holder(['jobs:read']), wanted)).toBe('scope_missing');
    expect(runRefusalOf(holder(['jobs:run']), wanted)).toBeUndefined();
    expect(runRefusalOf(instanceAdmin, wanted)).toBeUndefined();
  });
});

describe('the right to jobs', () => {
  it.each([
    [[], true, true],
    [['jobs:read'], true, false],
    [['jobs:write'], true, true],
    [['jobs:run'], false, false],
    [['task-runs:write'], false, false],
    [['jobs:write', 'if_jobs:filter_tags:other'], false, false],
    [['jobs:write', `if_jobs:filter_tags:${DEFAULT}`], true, true],
  ])('of %j is to read %s, to change %s', (scopes, reads, writes) => {
    expect(mayReadJobs(scopes, DEFAULT)).toBe(reads);
    expect(mayChangeJobs(scopes, DEFAULT)).toBe(writes);
  });

  it('covers reading and cancelling what the token itself started, beyond its tags too', () => {
    const who = holder(['jobs:run:scripts:f/a/b', 'if_jobs:filter_tags:blue']);
    const own = jobOf(who, { tag: 'red' });
    const others = jobOf(holder([]));

    expect(readRefusalOf(who, own)).toBeUndefined();
    expect(changes.map((change) => changeRefusalOf(who, own, change))).toEqual([
      undefined,
      ...changes.slice(1).map(() => 'scope_missing'),
    ]);
    expect(readRefusalOf(who, others)).toBe('scope_missing');
    expect(changeRefusalOf(who, others, 'cancel')).toBe('scope_missing');
  });

  it('makes nobody the owner of what no token started', () => {
    const who = holder(['jobs:run'], { tokenId: null });

    expect(readRefusalOf(who, jobOf(null))).toBe('scope_missing');
  });

  it('to change them is none where the token only reads, its own included', () => {
    const who = holder([], { readOnly: true });

    expect(readRefusalOf(who, jobOf(null))).toBeUndefined();
    for (const change of changes) {
      expect(changeRefusalOf(who, jobOf(who), change)).toBe('read_only_token');
    }
  });

  it('hides a job that is invisible from all but its creator and the instance admin', () => {
    const [creator, other] = [holder([]), holder([])];
    const job = jobOf(creator, { isVisibleToOwner: false });

    expect(readRefusalOf(creator, job)).toBeUndefined();
    expect(changeRefusalOf(creator, job, 'delete')).toBeUndefined();
    expect(readRefusalOf(instanceAdmin, job)).toBeUndefined();
    expect(readRefusalOf(other, job)).toBe('job_not_found');
    expect(changeRefusalOf(other, job, 'cancel')).toBe('job_not_found');
    expect(readRefusalOf(holder(['jobs:run']), job)).toBe('scope_missing');
  });
});

describe('for any two tokens, of which one may make the other', () => {
  const pattern = fc.constantFrom('*', 'f/*', 'f/a/*', 'f/a*', 'f/a/b', 'f/b/c', 'u/a/b', 'u*');
  const tags = fc.constantFrom('*', 'a', 'a*', 'ab', 'b', 'a,b', 'b,a*');
  const scope = fc.oneof(
    fc.constantFrom('jobs:run', 'jobs:run:scripts', 'jobs:run:flows', 'jobs:read', 'jobs:write'),
    fc
      .tuple(fc.constantFrom('scripts', 'flows'), fc.array(pattern, { minLength: 1, maxLength: 3 }))
      .map(([kind, paths]) => `jobs:run:${kind}:${paths.join(',')}`),
    tags.map((list) => `if_jobs:filter_tags:${list}`),
  );
  const scopes = fc.array(scope, { maxLength: 4 });
  const path = fc.constantFrom(null, 'f/a/b', 'f/a/c', 'f/ab/c', 'f/b/c', 'u/a/b');
  const tag = fc.constantFrom(DEFAULT, 'a', 'ab', 'b', 'c');

  it('the other does nothing with jobs that the first may not', () => {
    fc.assert(
      fc.property(scopes, scopes, path, tag, (own, wanted, called, tagged) => {
        expect([...own, ...wanted].map(scopeFault)).toEqual(
          [...own, ...wanted].map(() => undefined),
        );
        fc.pre(mayGrant(own, wanted));
        const implies = (has: boolean, gives: boolean): boolean => has || !gives;
        const call = { path: called, tag: tagged };

        expect(implies(mayRun(own, call), mayRun(wanted, call))).toBe(true);
        expect(implies(mayReadJobs(own, tagged), mayReadJobs(wanted, tagged))).toBe(true);
        expect(implies(mayChangeJobs(own, tagged), mayChangeJobs(wanted, tagged))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
