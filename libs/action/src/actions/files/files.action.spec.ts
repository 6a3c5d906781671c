import fc from 'fast-check';
import { newId, stringifyJson } from '@millwright/kernel';
import type { ActionOutcome } from '../../action.ts';
import { performAction } from '../../perform-action.ts';
import { actionConformance } from '../../testing/action.conformance.ts';
import { contextOf } from '../../testing/context-of.ts';
import { GivenFiles } from '../../testing/given-files.ts';
import { storedFilesConformance } from '../../testing/stored-files.conformance.ts';
import { fileNameFault } from './file-names.ts';
import { files } from './files.action.ts';

const given = new GivenFiles();
storedFilesConformance('files in memory', () => ({
  files: given,
  workspaceId: newId(),
  fetch: (url) => given.fetch(url),
}));

actionConformance(files, {
  open: async () => ({ context: contextOf({ files: new GivenFiles() }) }),
  valid: () => ['{"a.txt":"text"}', '{"b":{"base64":"aGk="},"a":""}'],
  refused: [
    { options: '{}', path: 'options' },
    { options: '[]', path: 'options' },
    { options: '"text"', path: 'options' },
    { options: '{"a/b":"x"}', path: 'options.a/b' },
    { options: '{"a":"x","b":5}', path: 'options.b' },
    { options: '{"a":null}', path: 'options.a' },
    { options: '{"a":{"plaintext":"x"}}', path: 'options.a' },
    { options: '{"a":{"base64":"?"}}', path: 'options.a.base64' },
    { options: '{"a":{"url":"ftp://x"}}', path: 'options.a.url' },
  ],
  takesAnything: true,
});

describe('the files action', () => {
  let store: GivenFiles;
  beforeEach(() => {
    store = new GivenFiles();
  });
  const perform = (options: unknown, over = {}): Promise<ActionOutcome> =>
    performAction('files', stringifyJson(options), contextOf({ files: store, ...over }));

  it('answers each file under its name, in the order of the options', async () => {
    const outcome = await perform(
      new Map([
        ['report.csv', 'ü;1'],
        ['2', 'text'],
      ]),
    );

    if (!outcome.ok) throw new Error(outcome.error.message);
    expect(outcome.result).toMatch(/^\{"report\.csv":\{.*\},"2":\{/);
    const result = JSON.parse(outcome.result) as Record<string, { url: string }>;
    expect(result['report.csv']).toEqual({
      expires_at: expect.stringMatching(/^\d{4}-.*Z$/),
      mime_type: 'text/csv',
      name: 'report.csv',
      size: 4,
      url: expect.stringMatching(/^https:/),
    });
    expect(result['2']).toMatchObject({ mime_type: 'text/plain', name: '2', size: 4 });
    expect((await store.fetch(result['report.csv']!.url))?.toString()).toBe('ü;1');
  });

  it('has the same addresses when it is tried again, and others after a retry by hand', async () => {
    const run = { actionRunId: newId(), round: 0 };

    const [first, again] = [await perform({ a: 'x' }, run), await perform({ a: 'x' }, run)];
    const byHand = await perform({ a: 'x' }, { ...run, round: 1 });

    expect(again).toEqual(first);
    expect(byHand).not.toEqual(first);
  });

  it('names everything that is wrong at once, and stores nothing', async () => {
    const outcome = await perform({ good: 'x', 'a\\b': 'x', b: { zip: 1, url: 2 }, '': 'x' });

    expect(outcome).toMatchObject({ ok: false, error: { code: 'invalid_options' } });
    if (outcome.ok) return;
    expect(outcome.error.details).toMatchObject({
      faults: [{ path: 'options.a\\b' }, { path: 'options.b' }, { path: 'options.' }],
    });
    expect(store.rounds.size).toBe(0);
  });

  it('stores nothing of what is too much together', async () => {
    const largest = 'x'.repeat(20_000_000);
    const options = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((n) => [n, largest]));

    expect(await perform({ ...options, f: 'x' })).toMatchObject({
      ok: false,
      retry: false,
      error: { code: 'size_limit', message: expect.stringContaining('100000000 bytes together') },
    });
    expect(store.rounds.size).toBe(0);
    expect(await perform({ a: `${largest}x` })).toMatchObject({ error: { code: 'size_limit' } });
  });
});

describe('the name of a file', () => {
  it.each(['a', 'ü?#%.txt', '...', ' ', '🎉'.repeat(255), 'a\nb'])('may be %j', (name) => {
    expect(fileNameFault(name)).toBeUndefined();
  });

  it.each(['', '.', '..', 'a/b', 'a\\b', 'a\0b', '/', 'a'.repeat(256), '\ud800'])(
    'may not be %j',
    (name) => {
      expect(fileNameFault(name)).toMatch(/^must have a name/);
    },
  );

  it('comes back from an address, for any name that is taken', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
        fc.pre(fileNameFault(name) === undefined);
        const { pathname } = new URL(`https://x.test/files/t/${encodeURIComponent(name)}`);
        expect(decodeURIComponent(pathname.slice('/files/t/'.length))).toBe(name);
      }),
    );
  });
});
