import { asFileSource } from '../../files/index.ts';
import type { FileSource } from '../../files/generated-file.ts';
import { objectOptions } from '../../options/object-options.ts';
import { defaulted, optional, type Read } from '../../options/option.ts';
import type { OptionFault, OptionsReading, OptionsSchema } from '../../options/options-schema.ts';
import { asBoolean, asInteger, asList, asObject, asText, below } from '../../options/readers.ts';
import { asPath, asWords } from './read-path.ts';
import { type FileServer, PROTOCOLS } from './server/file-server.ts';
import { faultsBesideAccount, readServer } from './server/read-server.ts';

const MODES = ['binary', 'ascii'] as const;

/** A name or an IPv4 address; or what has two colons, and so is no `name:port`. */
const HOST = /^(?:[^\s/@:[\]]+|[\da-f.]*:[\da-f.]*:[\da-f.:]*(?:%\w+)?)$/i;

const asOneOf =
  <T extends string>(names: readonly T[]): Read<T> =>
  (value, refuse) => {
    const given = typeof value === 'string' ? value.trim().toLowerCase() : '';
    return names.find((name) => name === given) ?? refuse(`must be one of ${names.join(', ')}`);
  };

const asHost: Read<string> = (value, refuse) => {
  const host = asText(value, refuse)
    .trim()
    .replace(/^\[(.*)\]$/, '$1');
  return HOST.test(host) ? host : refuse('must be a name or an address, without a port');
};

const asPort: Read<number> = (value, refuse) => {
  const port = asInteger(value, refuse);
  return port >= 1 && port <= 65_535 ? port : refuse('must be a number from 1 to 65535');
};

const asUploads: Read<Map<string, FileSource>> = (value, refuse) =>
  new Map(
    [...asObject(value, refuse)].map(([path, generator]) => {
      const at = below(refuse, path);
      return [asPath(path, at), asFileSource(generator, at)];
    }),
  );

const fields = objectOptions({
  protocol: optional('`ftp`, `ftps` or `sftp`; inferred when left out.', asOneOf(PROTOCOLS)),
  host: optional('Name or address of the server. Required without account.', asHost),
  port: optional('Default 21; sftp 22. Ftps on 990 speaks TLS from the first byte.', asPort),
  user: optional('Who logs in. Required without account.', asWords),
  password: optional('Of the user.', asWords),
  account: optional('Name of a Connection of type ftp, in place of the server.', asText),
  uploads: defaulted('Object: path → file generator.', asUploads, new Map()),
  downloads: defaulted('Array of paths.', asList(asPath), []),
  mode: defaulted('`binary` (default) or `ascii`, for ftp and ftps.', asOneOf(MODES), 'binary'),
  verify: optional(
    'Ftps: false ignores faults of the certificate. Sftp: true checks the key of the host.',
    asBoolean,
  ),
  known_hosts: optional('Sftp: lines of known_hosts, needed to verify.', asText),
  private_key_pem: optional('Sftp: with or instead of a password.', asText),
  private_key: optional('The same as private_key_pem.', asText),
});

/** How bytes are handed over: as they are, or as lines of text. */
export type TransferMode = (typeof MODES)[number];

/** What an ftp action is to do, and where. */
export interface FtpOptions {
  at: { server: FileServer } | { account: string };
  uploads: ReadonlyMap<string, FileSource>;
  /** Each path once. */
  downloads: readonly string[];
  mode: TransferMode;
}

/** The options of the ftp action. */
export const ftpOptions: OptionsSchema<FtpOptions> = {
  fields: fields.fields,
  read(value): OptionsReading<FtpOptions> {
    const reading = fields.read(value);
    if (!reading.ok) return reading;
    const { uploads, downloads, mode, ...given } = reading.options;
    // Templates leave an option out by rendering nothing.
    const account = given.account || undefined;
    const described = {
      ...given,
      privateKey: given.private_key_pem || given.private_key || undefined,
      knownHosts: given.known_hosts || undefined,
    };
    const { server, faults, warnings } =
      account === undefined
        ? readServer(described)
        : { server: undefined, faults: faultsBesideAccount(described), warnings: [] };
    const all = [...faults, ...nothingToDo(uploads, downloads)];
    if (all.length > 0) return { ok: false, code: 'invalid_options', faults: all };
    const at = server ? { server } : { account: account! };
    return {
      ok: true,
      options: { at, uploads, downloads: [...new Set(downloads)], mode },
      warnings: [...reading.warnings, ...warnings, ...idleMode(mode, server)],
    };
  },
};

function nothingToDo(uploads: ReadonlyMap<string, unknown>, downloads: string[]): OptionFault[] {
  if (uploads.size > 0 || downloads.length > 0) return [];
  return [{ path: 'options', message: 'must have uploads, downloads or both' }];
}

const idleMode = (mode: TransferMode, server: FileServer | undefined): string[] =>
  mode === 'ascii' && server?.protocol === 'sftp'
    ? ['options.mode: is for ftp and ftps, not for sftp; ignored']
    : [];
