import type { OptionFault } from '../../../options/options-schema.ts';
import { type FileServer, inferredProtocol, type Protocol, usualPort } from './file-server.ts';

/** What the options say of a server. */
export interface GivenServer {
  protocol: Protocol | undefined;
  host: string | undefined;
  port: number | undefined;
  user: string | undefined;
  password: string | undefined;
  privateKey: string | undefined;
  verify: boolean | undefined;
  knownHosts: string | undefined;
}

/** The options by which each is given. */
const OPTION_OF: Record<keyof GivenServer, string> = {
  protocol: 'protocol',
  host: 'host',
  port: 'port',
  user: 'user',
  password: 'password',
  privateKey: 'private_key_pem',
  verify: 'verify',
  knownHosts: 'known_hosts',
};

const isGiven = (given: GivenServer, name: keyof GivenServer): boolean => given[name] !== undefined;

/** What is wrong with a server beside an account: it comes from the Connection alone. */
export const faultsBesideAccount = (given: GivenServer): OptionFault[] =>
  (Object.keys(OPTION_OF) as (keyof GivenServer)[])
    .filter((name) => isGiven(given, name))
    .map((name) => ({
      path: `options.${OPTION_OF[name]}`,
      message: 'comes from the Connection that account names; leave one of the two out',
    }));

/** The server that the options give, or what is wrong with it. */
export function readServer(given: GivenServer): {
  server: FileServer;
  faults: OptionFault[];
  warnings: string[];
} {
  const { host = '', user = '', password, privateKey, knownHosts } = given;
  const protocol = given.protocol ?? inferredProtocol(given);
  const isSftp = protocol === 'sftp';
  const verify = protocol === 'ftp' ? false : (given.verify ?? !isSftp);
  const server: FileServer = {
    protocol,
    host,
    port: given.port ?? usualPort(protocol),
    user,
    password,
    privateKey: isSftp ? privateKey : undefined,
    verify,
    knownHosts: isSftp && verify ? knownHosts : undefined,
  };
  const missing = (['host', 'user'] as const)
    .filter((name) => !isGiven(given, name))
    .map((name) => ({ path: `options.${name}`, message: 'is required, unless account is given' }));
  const unverifiable =
    isSftp && verify && knownHosts === undefined
      ? [{ path: 'options.known_hosts', message: 'is required when verify is true' }]
      : [];
  return { server, faults: [...missing, ...unverifiable], warnings: warningsOf(given, server) };
}

function warningsOf(given: GivenServer, { protocol, verify }: FileServer): string[] {
  const idle: [keyof GivenServer, boolean, string][] = [
    ['privateKey', protocol !== 'sftp', `is for sftp, not for ${protocol}; ignored`],
    ['knownHosts', protocol !== 'sftp', `is for sftp, not for ${protocol}; ignored`],
    ['knownHosts', protocol === 'sftp' && !verify, 'is not looked at unless verify is true'],
    ['verify', protocol === 'ftp', 'is for ftps and sftp; ignored'],
  ];
  return idle
    .filter(([name, isIdle]) => isIdle && isGiven(given, name))
    .map(([name, , why]) => `options.${OPTION_OF[name]}: ${why}`);
}
