import type { Config } from '@millwright/config';
import type { KeptSecret } from './kept-secret.ts';

/** What a person is told once everything runs. The token is shown in the start that made it, later only its place. */
export function welcomeOf(
  config: Config,
  token: KeptSecret | undefined,
  adminPort: number,
): string {
  const admin = `http://${shownHostOf(config.host)}:${adminPort}`;
  const lines = [
    ['Webhooks', `${config.publicUrl}/webhooks/<id>`],
    ['Console', `${admin}/`],
    ['Admin API', `${admin}/api/v1`],
    ['API docs', `${admin}/api/docs`],
    ['Data', config.database.url ? 'in the database of DATABASE_URL' : config.dataDir],
    ['Admin token', tokenText(token)],
  ];
  const rows = lines.map(([name = '', text = '']) => `  ${name.padEnd(12)} ${text}`);
  return ['', 'Millwright is ready.', ...rows, '', ''].join('\n');
}

function tokenText(token: KeptSecret | undefined): string {
  if (token === undefined) return 'the value of ADMIN_TOKEN';
  return token.isNew
    ? `${token.value}  (shown this once; kept in ${token.path})`
    : `kept in ${token.path}`;
}

/** An address that a browser on this machine can open. */
function shownHostOf(host: string): string {
  if (['0.0.0.0', '::', '127.0.0.1', '::1'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
