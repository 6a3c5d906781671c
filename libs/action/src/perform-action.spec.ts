import { actions } from './actions/index.ts';
import { performAction, checkAction } from './perform-action.ts';
import { actionNeedsOutside, actionNeedsTransaction } from './registry.ts';
import { contextOf } from './testing/context-of.ts';

it('fails an unknown type for good, and says which are known', async () => {
  const outcome = await performAction('htpp', '{}', contextOf());

  expect(outcome).toMatchObject({ ok: false, retry: false, error: { code: 'unknown_action' } });
  expect(!outcome.ok && outcome.error.message).toBe(
    `there is no action of type "htpp"; known: ${actions.map(({ name }) => name).join(', ')}`,
  );
});

it('says where each type is performed', () => {
  const types = ['echo', 'cache', 'event', 'http', 'htpp', 'toString'];

  expect(types.filter(actionNeedsOutside)).toEqual(['http']);
  expect(types.filter(actionNeedsTransaction)).toEqual(['cache', 'event']);
});

it('checks an action without performing it', () => {
  expect(checkAction('http', '{"method":"get","url":"https://example.com","x":1}')).toEqual([
    'options.x: unknown option, ignored',
  ]);
  expect(checkAction('http', '{}')).toEqual([
    'options.method: is required',
    'options.url: is required',
  ]);
  expect(checkAction('nothing', '{}')).toEqual([expect.stringMatching(/^type: there is no/)]);
  expect(checkAction('http', '{"method":"get","url":"__millwright_secret:url:"}')).toEqual([]);
});

it('does not take our own faults for the action’s', async () => {
  const { sql: _sql, ...context } = contextOf();

  await expect(performAction('event', '{"topic":"user/a/b"}', context)).rejects.toThrow(
    'no transaction',
  );
});
