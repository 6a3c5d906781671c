import { newId } from '@millwright/kernel';
import fc from 'fast-check';
import { PayloadReads } from './payload-filter.ts';

const MIB = 1_048_576;
const jobsOf = (sizes: readonly number[]) =>
  sizes.map((bytes) => ({ runId: newId(), id: newId(), bytes }));

describe('reads of payloads', () => {
  it('take, for any sizes, each job once and in order, and a MiB at a time unless one is larger', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 * MIB), { maxLength: 15 }), (sizes) => {
        const jobs = jobsOf(sizes);
        const reads = [...new PayloadReads(jobs)];

        expect(reads.flat()).toEqual(jobs);
        for (const some of reads) {
          const bytes = some.reduce((sum, job) => sum + job.bytes, 0);
          expect(some.length).toBeGreaterThan(0);
          expect(bytes <= MIB || some.length === 1).toBe(true);
        }
      }),
    );
  });

  it('are of at most 200 jobs, and end after 32 MiB', () => {
    expect(
      [...new PayloadReads(jobsOf(new Array<number>(450).fill(1)))].map((some) => some.length),
    ).toEqual([...[200, 200, 50]]);
    expect([...new PayloadReads(jobsOf(new Array<number>(50).fill(MIB)))]).toHaveLength(32);
  });
});
