import { within } from './within.ts';

describe('an answer within a time', () => {
  it('is given on, and nothing of it is late', async () => {
    const late: string[] = [];

    expect(await within(60_000, Promise.resolve('soon'), (result) => late.push(result))).toBe(
      'soon',
    );
    expect(late).toEqual([]);
  });

  it('is told as late when the time is over, once', async () => {
    const late: string[] = [];
    const { promise, resolve } = deferred();
    await expect(within(1, promise, (result) => late.push(result))).rejects.toThrow('within 1 ms');
    expect(late).toEqual([]);

    resolve('late');
    await promise;

    expect(late).toEqual(['late']);
  });
});

function deferred(): { promise: Promise<string>; resolve: (text: string) => void } {
  let resolve!: (text: string) => void;
  const promise = new Promise<string>((settle) => (resolve = settle));
  return { promise, resolve };
}
