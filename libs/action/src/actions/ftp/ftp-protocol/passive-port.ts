import type { ControlConnection } from './control-connection.ts';
import { NetError } from '@millwright/net';
import type { Transcript } from '../session/transcript.ts';
import { refusalOf } from './refusal.ts';

const MAX_PORT = 65_535;

/** The port of an answer to EPSV (RFC 2428), `229 … (|||6446|)`; undefined when there is none to read. */
export function extendedPortOf(text: string): number | undefined {
  const [, , port] = /\(([!-~])\1\1(\d{1,5})\1\)/.exec(text) ?? [];
  return portIn(Number(port));
}

/** The port of an answer to PASV, `227 … h1,h2,h3,h4,p1,p2`. The address is not looked at. */
export function passivePortOf(text: string): number | undefined {
  const numbers = /(?<!\d)(\d{1,3}(?:,\d{1,3}){5})(?!\d)/.exec(text.slice(4))?.[1];
  const [high, low] = numbers?.split(',').slice(4).map(Number) ?? [];
  if (high === undefined || low === undefined || high > 255 || low > 255) return undefined;
  return portIn(high * 256 + low);
}

const portIn = (port: number): number | undefined =>
  Number.isInteger(port) && port > 0 && port <= MAX_PORT ? port : undefined;

/** Asks where to connect for data. @throws ActionError when it is refused; NetError when it cannot be read */
export async function askForPort(
  control: ControlConnection,
  { command, transcript }: { command: 'EPSV' | 'PASV'; transcript: Transcript },
): Promise<number> {
  const reply = await control.ask(command);
  const [expected, portOf] =
    command === 'EPSV' ? ([229, extendedPortOf] as const) : ([227, passivePortOf] as const);
  if (reply.code !== expected) {
    throw refusalOf('the server does not let us connect for data', reply, transcript);
  }
  const port = portOf(reply.text);
  if (port !== undefined) return port;
  const said = transcript.quoted(reply.text);
  throw new NetError('network', `the server names no port for data: ${said}`);
}
