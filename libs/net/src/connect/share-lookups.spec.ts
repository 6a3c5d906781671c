import { shareLookups } from './share-lookups.ts';

/** Lookups that end when they are told to. */
function heldLookups() {
  const asked: string[] = [];
  const ends: ((addresses: string[] | Error) => void)[] = [];
  const resolve = shareLookups((name) => {
    asked.push(name);
    return new Promise((answer, fail) =>
      ends.push((end) => (end instanceof Error ? fail(end) : answer(end))),
    );
  });
  return { asked, ends, resolve };
}

describe('lookups of names', () => {
  it('are one at a time for each name, so that one that hangs leaves threads to the others', async () => {
    const { asked, ends, resolve } = heldLookups();

    const hanging = Array.from({ length: 50 }, () => resolve('hangs.test'));
    const other = resolve('other.test');
    ends[1]!(['192.0.2.2']);

    expect(asked).toEqual(['hangs.test', 'other.test']);
    expect(await other).toEqual(['192.0.2.2']);
    ends[0]!(['192.0.2.1']);
    expect(new Set((await Promise.all(hanging)).flat())).toEqual(new Set(['192.0.2.1']));
  });

  it('are made anew once they have ended, well or not', async () => {
    const { asked, ends, resolve } = heldLookups();
    const first = resolve('a.test');
    ends[0]!(new Error('no answer'));
    await expect(first).rejects.toThrow('no answer');

    const second = resolve('a.test');
    ends[1]!(['192.0.2.1']);
    await second;
    const third = resolve('a.test');
    ends[2]!(['192.0.2.2']);

    expect(await third).toEqual(['192.0.2.2']);
    expect(asked).toHaveLength(3);
  });
});
