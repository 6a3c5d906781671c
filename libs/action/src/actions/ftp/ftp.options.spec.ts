import { parseJson } from '@millwright/kernel';
import { ftpOptions } from './ftp.options.ts';
import { optionsOf } from './testing/options-of.ts';

const base = { host: 'x.test', user: 'u', downloads: ['a'] };
const serverOf = (given: object) => {
  const { at } = optionsOf(ftpOptions, { ...base, ...given });
  return 'server' in at ? at.server : undefined;
};
const warningsOf = (given: object): string[] => {
  const reading = ftpOptions.read(parseJson(JSON.stringify({ ...base, ...given })));
  return reading.ok ? reading.warnings : [];
};

describe('the server of an ftp action', () => {
  it.each([
    [{}, 'ftp', 21],
    [{ port: 2121 }, 'ftp', 2121],
    [{ port: '22' }, 'sftp', 22],
    [{ private_key: 'PEM' }, 'sftp', 22],
    [{ private_key_pem: 'PEM', port: 2222 }, 'sftp', 2222],
    [{ known_hosts: 'x' }, 'sftp', 22],
    [{ known_hosts: 'x', port: 990 }, 'sftp', 990],
    [{ port: 990 }, 'ftps', 990],
    [{ protocol: 'ftps' }, 'ftps', 21],
    [{ protocol: 'ftp', port: 22 }, 'ftp', 22],
    [{ protocol: ' SFTP ' }, 'sftp', 22],
    [{ private_key: '', known_hosts: '' }, 'ftp', 21],
  ])('with %j speaks %s on %d', (given, protocol, port) => {
    expect(serverOf(given)).toMatchObject({ protocol, port });
  });

  it.each([
    [{ protocol: 'ftps' }, true],
    [{ protocol: 'ftps', verify: 'false' }, false],
    [{ protocol: 'sftp' }, false],
    [{ protocol: 'sftp', known_hosts: 'x' }, false],
    [{ protocol: 'sftp', verify: true, known_hosts: 'x' }, true],
  ])('with %j is verified: %s', (given, verify) => {
    expect(serverOf(given)).toMatchObject({ verify });
  });

  it.each(['x.test:21', '10.0.0.1:21', 'ftp://x.test', 'u@x.test', 'x test', ''])(
    'is not %j',
    (host) => {
      expect(() => serverOf({ host })).toThrow('options.host: must be a name or an address');
    },
  );

  it('may be an address in brackets', () => {
    expect(serverOf({ host: '[2001:db8::1]' })).toMatchObject({ host: '2001:db8::1' });
  });

  it('is warned of options that do nothing', () => {
    expect(warningsOf({ protocol: 'ftp', private_key: 'x', verify: true })).toEqual([
      'options.private_key_pem: is for sftp, not for ftp; ignored',
      'options.verify: is for ftps and sftp; ignored',
    ]);
    expect(warningsOf({ protocol: 'sftp', mode: 'ascii' })).toEqual([
      'options.mode: is for ftp and ftps, not for sftp; ignored',
    ]);
    expect(warningsOf({ known_hosts: 'x' })).toEqual([
      'options.known_hosts: is not looked at unless verify is true',
    ]);
  });
});
