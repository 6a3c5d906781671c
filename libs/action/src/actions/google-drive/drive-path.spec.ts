import fc from 'fast-check';
import { parseJson } from '@millwright/kernel';
import { readQuery } from '../../testing/google/drive-query-in-memory.ts';
import { googleDriveOptions } from './google-drive.options.ts';
import { queryFor } from './drive-query.ts';

const faultsOf = (uploads: object): string[] => {
  const reading = googleDriveOptions.read(parseJson(JSON.stringify({ uploads })));
  return reading.ok ? [] : reading.faults.map(({ path, message }) => `${path}: ${message}`);
};

it('reads folders and names', () => {
  const uploads = { 'a/b c/d’s.txt': 'x', 'top.txt': { base64: 'eA==' }, overwrite: 'true' };
  const reading = googleDriveOptions.read(parseJson(JSON.stringify({ uploads })));

  expect(reading).toMatchObject({
    ok: true,
    options: {
      uploads: {
        overwrite: true,
        files: [
          { path: 'a/b c/d’s.txt', folders: ['a', 'b c'], name: 'd’s.txt' },
          { path: 'top.txt', folders: [], name: 'top.txt' },
        ],
      },
    },
  });
});

it.each(['<', '>', ':', '"', '\\', '|', '?', '*'])('refuses %s in a name', (char) => {
  const [fault] = faultsOf({ [`a/b${char}c/d`]: 'x' });

  expect(fault).toContain(`options.uploads.a/b${char}c/d: must not have any of`);
});

it.each(['/a', 'a/', 'a//b', '', ' /a'])('refuses the empty part in %j', (path) => {
  expect(faultsOf({ [path]: 'x' })[0]).toContain('must not have an empty part');
});

it('takes `overwrite` for the flag at the top, and for a name below', () => {
  expect(faultsOf({ overwrite: { base64: 'eA==' }, a: 'x' })).toEqual([
    'options.uploads.overwrite: must be true or false',
  ]);
  expect(faultsOf({ 'b/overwrite': 'x' })).toEqual([]);
  expect(faultsOf({ overwrite: true })).toEqual([
    'options.uploads: must have at least one file: its path, and what makes it',
  ]);
});

it('lets no name end its place in a query', () => {
  expect(queryFor('root', String.raw`x' or name != '\'`, 'file')).toBe(
    String.raw`name = 'x\' or name != \'\\\'' and 'root' in parents and ` +
      `mimeType != 'application/vnd.google-apps.folder' and trashed = false`,
  );
});

it('for any two names, a query finds the one and not the other', () => {
  const name = fc.oneof(fc.string(), fc.stringMatching(/^[a'\\ ]{0,6}$/));
  fc.assert(
    fc.property(name, name, (wanted, other) => {
      const isMeant = readQuery(queryFor('the-folder', wanted, 'file'));
      const file = { mimeType: 'text/plain', parents: ['the-folder'], trashed: false };

      expect(isMeant({ ...file, name: wanted })).toBe(true);
      expect(isMeant({ ...file, name: other })).toBe(wanted === other);
      expect(isMeant({ ...file, name: wanted, parents: ['elsewhere'] })).toBe(false);
    }),
  );
});
