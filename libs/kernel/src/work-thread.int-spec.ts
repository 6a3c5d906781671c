import { afterEach, describe, expect, it } from '@jest/globals';
import { WorkThread } from './work-thread.ts';

/** A thread that runs what a test gives it. */
const file = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    let jobs = 0;
    parentPort.on('message', (job) => {
      jobs += 1;
      if (job === 'throw') throw new Error('broken');
      if (job === 'exit') process.exit(3);
      for (; job === 'spin'; );
      if (job === 'fill') for (const all = []; ; ) all.push(new Array(10_000).fill(Math.random()));
      parentPort.postMessage(jobs + ' ' + job);
    });`)}`,
);
const opened: WorkThread<string, string>[] = [];
const open = (limits: { timeMs?: number; heapMb?: number } = {}): WorkThread<string, string> => {
  const thread = new WorkThread<string, string>(file, { timeMs: 20_000, heapMb: 32, ...limits });
  opened.push(thread);
  return thread;
};
afterEach(() => Promise.all(opened.splice(0).map((thread) => thread.close())));

describe('a thread for jobs that strangers can make long', () => {
  it('does them one after the other, and stays for the next', async () => {
    const thread = open();

    const outcomes = await Promise.all(['a', 'b', 'c'].map((job) => thread.run(job)));

    expect(outcomes).toEqual(['1 a', '2 b', '3 c'].map((result) => ({ is: 'done', result })));
  });

  it.each([
    ['spin', { timeMs: 2_000 }, 'it took longer than 2 s'],
    ['fill', {}, 'it took more than 32 MB'],
    ['throw', {}, 'broken'],
    ['exit', {}, 'its thread ended'],
  ])('ends with one that does not end well, and goes on: %s', async (job, limits, why) => {
    const thread = open(limits);

    const [bad, good] = await Promise.all([thread.run(job), thread.run('next')]);

    expect(bad).toEqual({ is: 'ended', why });
    expect(good).toEqual({ is: 'done', result: '1 next' });
  });

  it('is stopped amid a job by a signal, with its reason', async () => {
    const thread = open();
    const stop = new AbortController();
    const spinning = thread.run('spin', stop.signal);

    stop.abort(new Error('enough'));

    await expect(spinning).rejects.toThrow('enough');
    expect(await thread.run('next')).toEqual({ is: 'done', result: '1 next' });
  });

  it('begins nothing for who has stopped already', async () => {
    await expect(open().run('a', AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});
