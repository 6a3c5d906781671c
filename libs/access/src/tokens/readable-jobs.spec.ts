import fc from 'fast-check';
import { matchesPattern } from './job-scope.ts';
import { readRefusalOf, type JobFacts } from './job-rights.ts';
import { instanceAdmin, type Principal } from './principal.ts';
import { readableJobsOf } from './readable-jobs.ts';

const tags = ['a', 'ab', 'b', 'default'];
const principal: fc.Arbitrary<Principal> = fc
  .record({
    tokenId: fc.constantFrom(null, 't1', 't2'),
    workspaceId: fc.constantFrom(null, 'w'),
    scopes: fc.subarray([
      'jobs:read',
      'jobs:write',
      'jobs:run',
      'if_jobs:filter_tags:a*,default',
      'if_jobs:filter_tags:ab,b',
    ]),
  })
  .map((rights) => ({ ...instanceAdmin, ...rights }));
const facts: fc.Arbitrary<JobFacts> = fc.record({
  tag: fc.constantFrom(...tags),
  tokenId: fc.constantFrom(null, 't1', 't2'),
  isVisibleToOwner: fc.boolean(),
});

describe('the jobs that a principal may list', () => {
  it('are, for any rights, those that it may read one by one', () => {
    fc.assert(
      fc.property(principal, facts, (who, job) => {
        const readable = readableJobsOf(who);
        const isOwn = who.tokenId !== null && who.tokenId === job.tokenId;
        const isListed =
          readable !== undefined &&
          ((readable.tokenId !== null && readable.tokenId === job.tokenId) ||
            (readable.tagFilters.every((patterns) =>
              patterns.some((pattern) => matchesPattern(pattern, job.tag)),
            ) &&
              (readable.seesHidden || job.isVisibleToOwner)));

        const mayRead = readRefusalOf(who, job) === undefined;
        expect(isListed).toBe(readable === undefined ? false : mayRead);
        if (readable === undefined) expect(mayRead).toBe(isOwn);
      }),
    );
  });
});
