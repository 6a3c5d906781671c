import { newId } from '@millwright/kernel';
import { GivenConnections } from './testing/given-connections.ts';
import { secretsOf } from './secrets-of.ts';

it('the secrets of a Connection are its secret fields that are given', async () => {
  const connections = new GivenConnections({
    name: 'a',
    type: 'airtable',
    fields: { client_id: 'shown', client_secret: 's1', refresh_token: 's2' },
  });
  const connection = await connections.open(newId(), { types: ['airtable'], asker: 'the test' });

  expect([...secretsOf(connection)]).toEqual([
    ['client_secret', 's1'],
    ['refresh_token', 's2'],
  ]);
});
