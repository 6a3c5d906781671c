import { describe, expect, it } from '@jest/globals';
import type { ConnectionTypeName } from '../types/index.ts';
import type { KnownConnections, NamedConnection } from './known-connections.ts';
import { resolveConnection } from './resolve-connection.ts';

const none = { default_mail_connection: null, default_shopify_connection: null };
const connections: NamedConnection[] = [
  { name: 'Base', type: 'airtable' },
  { name: 'Relay', type: 'smtp' },
  { name: 'Stamps', type: 'postmark' },
  { name: 'Team', type: 'slack' },
  { name: 'Team 2', type: 'slack' },
];

const meant = (
  types: ConnectionTypeName[],
  account?: string,
  known: Partial<KnownConnections> = {},
): string => {
  const asker = `the ${types[0]!} action`;
  const found = resolveConnection(
    { connections, defaults: none, ...known },
    { types, account, asker },
  );
  return found.ok ? `${found.connection.type} ${found.connection.name}` : found.message;
};

describe('the Connection that is meant', () => {
  it('is the one that is named', () => {
    expect(meant(['slack'], 'Team 2')).toBe('slack Team 2');
    expect(meant(['smtp', 'postmark'], 'Stamps')).toBe('postmark Stamps');
  });

  it('is the only one of its type, where none is named', () => {
    expect(meant(['airtable'])).toBe('airtable Base');
  });

  it('is the Workspace’s default, where none is named', () => {
    const defaults = { ...none, default_mail_connection: 'Stamps' };

    expect(meant(['smtp', 'postmark'], undefined, { defaults })).toBe('postmark Stamps');
    expect(meant(['smtp', 'postmark'], 'Relay', { defaults })).toBe('smtp Relay');
    expect(meant(['airtable'], undefined, { defaults })).toBe('airtable Base');
  });

  it.each<[ConnectionTypeName[], string | undefined, string]>([
    [['airtable'], 'x', 'no airtable Connection named "x"; known: Base'],
    [['airtable'], 'Team', 'no airtable Connection named "Team"; known: Base'],
    [['airtable'], '', 'no airtable Connection named ""; known: Base'],
    [['google'], 'x', 'no google Connection named "x"; known: none'],
    [['shopify'], undefined, 'the shopify action needs a Connection of type shopify'],
    [
      ['slack'],
      undefined,
      'the slack action needs a Connection of type slack, and there are several: name one as account; known: Team, Team 2',
    ],
    [
      ['smtp', 'postmark'],
      undefined,
      'the smtp action needs a Connection of type smtp or postmark, and there are several: set default_mail_connection; known: Relay, Stamps',
    ],
  ])('of %j named %j is none: %s', (types, account, message) => {
    expect(meant(types, account)).toBe(message);
  });

  it('is none where the default names one that is not there', () => {
    const defaults = { ...none, default_mail_connection: 'Team' };

    expect(meant(['smtp', 'postmark'], undefined, { defaults })).toBe(
      'no smtp or postmark Connection named "Team" (the Workspace\'s default_mail_connection); known: Relay, Stamps',
    );
  });

  it('is told of with twenty names at most', () => {
    const many = Array.from({ length: 30 }, (_, at) => ({ name: `c${at}`, type: 'slack' }));

    expect(meant(['slack'], 'x', { connections: many })).toMatch(/c19, …$/);
  });
});
