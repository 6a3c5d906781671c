import { describe, expect, it } from '@jest/globals';
import type { KnownConnections } from '@millwright/connection';
import { accountFaults } from './account-faults.ts';
import type { Action } from './action.ts';
import { echo } from './actions/echo/echo.action.ts';

const defaults = { default_mail_connection: null, default_shopify_connection: null };
const known: KnownConnections = { connections: [{ name: 'Team', type: 'slack' }], defaults };
const using = (connection: Action['connection']): Action => ({
  ...echo,
  name: 'slack',
  connection,
});
const faults = (options: unknown, action = using({ types: ['slack'] })): string[] =>
  accountFaults(action, JSON.stringify(options), known);

describe('the check of the account of an action', () => {
  it('finds nothing wrong with a Connection that is there, named or the only one', () => {
    expect(faults({ account: 'Team' })).toEqual([]);
    expect(faults({})).toEqual([]);
  });

  it('says which there are when the one that is named is not', () => {
    expect(faults({ account: 'Tema' })).toEqual([
      'options.account: no slack Connection named "Tema"; known: Team',
    ]);
  });

  it('says that there is none', () => {
    expect(faults({}, using({ types: ['smtp', 'postmark'] }))).toEqual([
      'options.account: the slack action needs a Connection of type smtp or postmark',
    ]);
  });

  it('asks for none where the action has no use for one, or does without', () => {
    expect(accountFaults(echo as Action, '{"account":"x"}', known)).toEqual([]);
    const named = { types: ['smtp'], optional: true, isNamed: false } as const;
    expect(faults({ account: 'A-17' }, using(named))).toEqual([]);
    expect(faults({}, using({ types: ['ftp'], optional: true }))).toEqual([]);
    expect(faults({ account: 'x' }, using({ types: ['ftp'], optional: true }))).toHaveLength(1);
  });

  it.each([['[]'], ['null'], ['{'], ['"text"'], ['{"account":7}']])(
    'takes %s for options without an account',
    (text) => {
      expect(accountFaults(using({ types: ['slack'] }), text, known)).toEqual([]);
    },
  );
});
