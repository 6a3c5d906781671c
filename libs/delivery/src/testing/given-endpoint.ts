import { bumpEpoch, type Database } from '@millwright/database';
import { newId, SecretBox, type Id } from '@millwright/kernel';
import { usualRules, type EndpointRules } from '../endpoints/endpoint-rules.ts';
import { endpointCreateSchema } from '../endpoints/endpoint.schema.ts';
import { EndpointStore } from '../endpoints/endpoint.store.ts';
import { EndpointWriter, type EndpointWithKey } from '../endpoints/endpoint.writer.ts';
import { KeyStore } from '../keys/key.store.ts';

/** Seals as the apps of tests do. */
export const testSecretBox = new SecretBox({
  current: Buffer.alloc(32, 7).toString('base64'),
  old: [],
});

/** A writer as the admin API has one. */
export const endpointWriterOf = (rules: EndpointRules = usualRules): EndpointWriter =>
  new EndpointWriter(new EndpointStore(), new KeyStore(testSecretBox), testSecretBox, rules);

/** Adds a Workspace. */
export async function addWorkspace(database: Database): Promise<Id> {
  const id = newId();
  await database.transaction(async (tx) => {
    await tx.execute(
      `insert into workspaces (id, slug, name, changed_epoch) values ($1, $2, 'Test', $3)`,
      [id, `w-${id}`, await bumpEpoch(tx)],
    );
  });
  return id;
}

/** Adds an endpoint that wants `user/**`, unless `fields` say otherwise. @throws what is wrong with them */
export async function addEndpoint(
  database: Database,
  workspaceId: Id,
  fields: object = {},
): Promise<EndpointWithKey> {
  const given = endpointCreateSchema.parse({
    name: 'Shop',
    url: 'https://receiver.example/hook',
    topics: ['user/**'],
    ...fields,
  });
  const made = await database.transaction((tx) =>
    endpointWriterOf().create(tx, workspaceId, given, 'tester'),
  );
  if ('endpoint' in made) return made;
  throw new Error(JSON.stringify(made));
}
