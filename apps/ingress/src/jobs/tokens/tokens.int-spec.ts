import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger } from '@millwright/observability';
import { until } from '@millwright/testing';
import { addWorkspace } from '@millwright/webhook/testing';
import type { Received } from '../../testing/http-client.ts';
import { askJobs, type JobAsking } from '../../testing/job-client.ts';
import { startTestIngress, type TestIngress } from '../../testing/test-ingress.ts';

const ADMIN_TOKEN = 'the-instance-admin-token-of-tests';
const DAY_MS = 86_400_000;
const TEXT = /^[A-Za-z0-9]{32}$/;
const lines: string[] = [];
const logger = createLogger({
  level: 'debug',
  format: 'json',
  destination: { write: (line) => lines.push(line) },
});

let ingress: TestIngress;
beforeAll(async () => {
  ingress = await startTestIngress({ environment: { ADMIN_TOKEN }, logger });
});
afterAll(() => ingress.stop());

type Loose = Record<string, unknown>;

const ask = (method: string, path: string, asking?: JobAsking): Promise<Received> =>
  askJobs(ingress.client, method, path, { token: ADMIN_TOKEN, ...asking });
const create = (json: Loose, token?: string): Promise<Received> =>
  ask('POST', 'users/tokens/create', { json, ...(token !== undefined && { token }) });
const codeOf = ({ status, text }: Received): [number, unknown] => [
  status,
  status < 400 ? undefined : (JSON.parse(text) as Loose)['code'],
];
const listed = async (token: string, query = ''): Promise<Loose[]> =>
  JSON.parse((await ask('GET', `users/tokens/list${query}`, { token })).text) as Loose[];
const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();

/** Every row of every table, as text. */
async function everything(): Promise<string> {
  const tables = await ingress.database.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  const rows = await Promise.all(
    tables.map(({ name }) => ingress.database.query(`select t::text from "${name}" t`)),
  );
  return JSON.stringify(rows);
}

describe('a new token', () => {
  it('is answered as text, once; what is kept is its SHA-256 and ten characters', async () => {
    const { status, headers, text } = await create({ label: 'ci', workspace_id: ingress.slug });
    const used = await ask('GET', `w/${ingress.slug}/users/whoami`, { token: text });
    const list = await ask('GET', 'users/tokens/list?per_page=100');
    await create({ scopes: ['nonsense'] }, text);
    await ask('GET', `w/${ingress.slug}/users/whoami?token=${text}`, { token: text });

    expect([status, headers['content-type']]).toEqual([201, 'text/plain; charset=utf-8']);
    expect(text).toMatch(TEXT);
    expect(used.status).toBe(200);
    const rows = await ingress.database.query('select hash, prefix, owner from tokens');
    expect(rows).toContainEqual({
      hash: createHash('sha256').update(text).digest('hex'),
      prefix: text.slice(0, 10),
      owner: 'admin',
    });
    expect(await everything()).not.toContain(text);
    expect(list.text).not.toContain(text);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join('')).not.toContain(text);
  });

  it('is shown to its owner with exactly the fields there are values for', async () => {
    const expiration = inDays(3);
    const maker = await ingress.token({ owner: 'ann@shop.example' });
    const plain = (await create({}, maker.text)).text;
    const full = (
      await create(
        { label: ' ci ', expiration, scopes: ['jobs:read'], read_only: true },
        maker.text,
      )
    ).text;

    const [newest, older, ...others] = await listed(maker.text);

    const both = {
      created_at: expect.any(String),
      last_used_at: expect.any(String),
      email: 'ann@shop.example',
      workspace_id: ingress.slug,
    };
    expect(newest).toEqual({
      ...both,
      label: 'ci',
      expiration,
      token_prefix: full.slice(0, 10),
      scopes: ['jobs:read'],
      read_only: true,
    });
    expect(older).toEqual({ ...both, token_prefix: plain.slice(0, 10), read_only: false });
    expect(others).toHaveLength(1);
  });

  it('is for the Workspace of its maker, and for no other', async () => {
    const maker = await ingress.token();
    const other = await addWorkspace(ingress.database);

    const own = await create({ workspace_id: ingress.slug }, maker.text);
    const others = await create({ workspace_id: `w-${other}` }, maker.text);
    const nowhere = await create({ workspace_id: 'nowhere' }, maker.text);
    const there = await create({ workspace_id: `w-${other}` });
    const foreign = await ask('GET', `w/${ingress.slug}/users/whoami`, { token: there.text });

    expect(own.status).toBe(201);
    expect([others, nowhere].map(codeOf)).toEqual([
      [403, 'wrong_workspace'],
      [403, 'wrong_workspace'],
    ]);
    expect(codeOf(foreign)).toEqual([403, 'wrong_workspace']);
    expect(codeOf(await create({}))).toEqual([400, 'invalid_body']);
    expect(codeOf(await create({ workspace_id: 'nowhere' }))).toEqual([404, 'workspace_not_found']);
  });

  it.each([
    [{ scopes: ['jobs'] }, 'scope_invalid'],
    [{ scopes: ['Jobs:read'] }, 'scope_invalid'],
    [{ scopes: ['nothing:read'] }, 'scope_invalid'],
    [{ scopes: 'jobs:read' }, 'invalid_body'],
    [{ expiration: '2001-01-01T00:00:00Z' }, 'invalid_body'],
    [{ expiration: 'tomorrow' }, 'invalid_body'],
    [{ expires_at: '2101-01-01T00:00:00Z' }, 'invalid_body'],
    [{ label: 'a\0b' }, 'invalid_body'],
    [[], 'invalid_body'],
  ])('is refused for %j with %s', async (json, code) => {
    const { text } = await ingress.token();

    expect(codeOf(await create(json as Loose, text))).toEqual([400, code]);
  });

  it('can never do more than the one that makes it', async () => {
    const expiresAt = new Date(Date.now() + DAY_MS);
    const scopes = ['tokens:write', 'jobs:run:scripts:f/shop/*'];
    const { text } = await ingress.token({ scopes, expiresAt });
    const expiration = expiresAt.toISOString();

    const answers = [
      await create({ scopes: ['jobs:run:scripts:f/shop/new'], expiration }, text),
      await create({ scopes: ['jobs:run:scripts:f/other/new'], expiration }, text),
      await create({ scopes: ['jobs:run'], expiration }, text),
      await create({ scopes: [], expiration }, text),
      await create({ expiration }, text),
      await create({ scopes: ['tokens:read'] }, text),
      await create({ scopes: ['tokens:read'], expiration: inDays(2) }, text),
    ];

    expect(answers.map(({ status }) => status)).toEqual([201, 403, 403, 403, 403, 403, 403]);
    expect(answers.slice(1).map((answer) => codeOf(answer)[1])).toEqual(
      Array(6).fill('scope_missing'),
    );
  });

  it('cannot be made by a token of one task, nor by one that only reads', async () => {
    const ofTask = await ingress.token({ scopes: ['jobs:run:scripts:f/shop/new'] });
    const reading = await ingress.token({ readOnly: true });

    expect(codeOf(await create({ scopes: ['jobs:run:scripts:f/shop/new'] }, ofTask.text))).toEqual([
      403,
      'scope_missing',
    ]);
    expect(codeOf(await ask('GET', 'users/tokens/list', { token: ofTask.text }))).toEqual([
      403,
      'scope_missing',
    ]);
    expect(codeOf(await create({ read_only: true }, reading.text))).toEqual([
      403,
      'read_only_token',
    ]);
    expect((await ask('GET', 'users/tokens/list', { token: reading.text })).status).toBe(200);
  });
});

describe('the tokens of an owner', () => {
  it('come in pages, newest first, and are nobody else’s', async () => {
    const ann = await ingress.token({ owner: 'ann' });
    const more = [];
    for (let n = 0; n < 3; n += 1) more.push(await ingress.token({ owner: 'ann' }));
    await ingress.token({ owner: 'bob' });
    const elsewhere = await addWorkspace(ingress.database);
    await ingress.token({ owner: 'ann', workspaceId: elsewhere });

    const pages = [
      await listed(ann.text, '?per_page=3'),
      await listed(ann.text, '?per_page=3&page=2&exclude_ephemeral=true'),
      await listed(ann.text, '?per_page=3&page=3'),
    ];

    expect(pages.flat().map((token) => token['token_prefix'])).toEqual(
      [ann, ...more].map(({ prefix }) => prefix).reverse(),
    );
    expect(pages.map(({ length }) => length)).toEqual([3, 1, 0]);
    for (const query of ['?page=0', '?per_page=x', '?per_page=-1']) {
      const answer = await ask('GET', `users/tokens/list${query}`, { token: ann.text });
      expect(codeOf(answer)).toEqual([400, 'invalid_query']);
    }
  });

  it('are all shown to the instance admin', async () => {
    const elsewhere = await addWorkspace(ingress.database);
    const { prefix } = await ingress.token({ owner: 'eve', workspaceId: elsewhere });

    const [first] = await listed(ADMIN_TOKEN);

    expect(first).toMatchObject({ token_prefix: prefix, workspace_id: `w-${elsewhere}` });
  });

  it('are renamed, rescoped and deleted by their prefix, each time with an audit entry', async () => {
    const maker = await ingress.token({ owner: 'gil', label: 'maker' });
    const { id, prefix, text } = await ingress.token({ owner: 'gil', scopes: ['jobs:read'] });
    const change = (what: string, json: Loose) =>
      ask('POST', `users/tokens/${what}/${prefix}`, { token: maker.text, json });
    const shown = async () =>
      (await listed(maker.text)).find(({ token_prefix }) => token_prefix === prefix);

    await change('update_label', { label: 'new' });
    expect(await shown()).toMatchObject({ label: 'new' });
    await change('update_label', { label: null });
    expect(await shown()).not.toHaveProperty('label');
    await change('update_scopes', { scopes: ['jobs:write'] });
    expect(await shown()).toMatchObject({ scopes: ['jobs:write'] });
    await change('update_scopes', { scopes: null });
    expect(await shown()).not.toHaveProperty('scopes');
    const gone = await ask('DELETE', `users/tokens/delete/${prefix}`, { token: maker.text });
    expect(await shown()).toBeUndefined();

    expect([gone.status, gone.text]).toEqual([200, `token ${prefix} deleted`]);
    const audit = await ingress.database.query<{ address: string; actor: string }>(
      `select workspace_id as "workspaceId", actor, address, action, resource, changes from audit_log
       where resource_id = $1 order by id`,
      [id],
    );
    expect(audit.map((entry) => (entry as unknown as Loose)['action'])).toEqual([
      ...Array<string>(4).fill('update'),
      'delete',
    ]);
    expect(audit[2]).toEqual({
      workspaceId: ingress.workspaceId,
      actor: `token:${maker.prefix} (maker)`,
      address: '127.0.0.1',
      action: 'update',
      resource: 'tokens',
      changes: JSON.stringify({ prefix, fields: ['scopes'], scopes: ['jobs:write'] }),
    });
    expect(JSON.stringify(audit)).not.toContain(text);
  });

  it('are not there for another owner, in another Workspace, or once deleted', async () => {
    const mine = await ingress.token({ owner: 'kim' });
    const other = await ingress.token({ owner: 'lee' });
    const elsewhere = await ingress.token({
      owner: 'kim',
      workspaceId: await addWorkspace(ingress.database),
    });
    const own = await ingress.token({ owner: 'kim' });
    await ask('DELETE', `users/tokens/delete/${own.prefix}`, { token: mine.text });

    for (const prefix of [other.prefix, elsewhere.prefix, own.prefix, 'nothing', '%00']) {
      const answers = [
        await ask('DELETE', `users/tokens/delete/${prefix}`, { token: mine.text }),
        await ask('POST', `users/tokens/update_label/${prefix}`, {
          token: mine.text,
          json: { label: 'mine' },
        }),
        await ask('POST', `users/tokens/update_scopes/${prefix}`, {
          token: mine.text,
          json: { scopes: null },
        }),
      ];
      expect(answers.map(codeOf)).toEqual(Array(3).fill([404, 'token_not_found']));
    }
  });

  it('are never rescoped beyond the token that does it', async () => {
    const expiresAt = new Date(Date.now() + DAY_MS);
    const scopes = ['tokens:write', 'jobs:read'];
    const maker = await ingress.token({ scopes, expiresAt, owner: 'mia' });
    const near = await ingress.token({ scopes: ['jobs:read'], expiresAt, owner: 'mia' });
    const far = await ingress.token({ scopes: ['jobs:read'], owner: 'mia' });
    const rescope = (prefix: string, to: string[] | null) =>
      ask('POST', `users/tokens/update_scopes/${prefix}`, {
        token: maker.text,
        json: { scopes: to },
      });

    const answers = [
      await rescope(near.prefix, ['tokens:read']),
      await rescope(near.prefix, ['jobs:write']),
      await rescope(near.prefix, null),
      await rescope(maker.prefix, null),
      await rescope(far.prefix, ['tokens:write']),
      await rescope(near.prefix, ['nonsense']),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 403, 403, 403, 403, 400]);
  });
});

describe('the tokens of a task', () => {
  it('are those with a scope that names its path', async () => {
    const path = 'f/shop/refund';
    const scopes = (...given: string[]) => ingress.token({ owner: 'nia', scopes: given });
    const named = await scopes(`jobs:run:scripts:${path}`);
    const among = await scopes('jobs:read', `jobs:run:flows:f/a/b,${path}`);
    await scopes(`jobs:run:scripts:${path}_more`, 'jobs:run:scripts:f/shop/*');
    const { text } = await scopes('tokens:read');

    for (const kind of ['scripts', 'flows']) {
      const { text: json } = await ask('GET', `w/${ingress.slug}/${kind}/list_tokens/${path}`, {
        token: text,
      });
      expect((JSON.parse(json) as Loose[]).map((token) => token['token_prefix'])).toEqual([
        among.prefix,
        named.prefix,
      ]);
    }
  });
});

describe('a token that ends', () => {
  it('is dead within a second of being deleted, on every instance', async () => {
    const second = await ingress.another();
    const { text, prefix } = await ingress.token();
    const there = () => askJobs(second, 'GET', 'version', { token: text });
    expect((await there()).status).toBe(200);

    const deleted = await ask('DELETE', `users/tokens/delete/${prefix}`);

    expect(deleted.status).toBe(200);
    await until(async () => (await there()).status === 401, { timeoutMs: 1_000 });
    expect(codeOf(await there())).toEqual([401, 'token_invalid']);
  });

  it('has its new scopes within a second, on every instance', async () => {
    const second = await ingress.another();
    const { text, prefix } = await ingress.token();
    const there = () => askJobs(second, 'GET', 'users/tokens/list', { token: text });
    expect((await there()).status).toBe(200);

    await ask('POST', `users/tokens/update_scopes/${prefix}`, { json: { scopes: ['jobs:read'] } });

    await until(async () => (await there()).status === 403, { timeoutMs: 1_000 });
  });

  it('opens nothing once it has expired', async () => {
    const { text } = await ingress.token({ expiresAt: new Date(Date.now() + 200) });
    const answer = () => ask('GET', 'version', { token: text });
    expect((await answer()).status).toBe(200);

    await until(async () => (await answer()).status === 401);
  });
});

describe('who holds a token', () => {
  it('learns who it is, as far as the token goes', async () => {
    const whoami = async (token: string): Promise<Loose> =>
      JSON.parse((await ask('GET', `w/${ingress.slug}/users/whoami`, { token })).text) as Loose;
    const scoped = await ingress.token({ owner: 'ann@shop.example', scopes: ['jobs:read'] });
    const nothing = { groups: [], folders: [], folders_read: [], folders_owners: [] };

    expect(await whoami(ADMIN_TOKEN)).toEqual({
      email: 'admin@localhost',
      username: 'admin',
      is_admin: true,
      is_super_admin: true,
      created_at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
      operator: false,
      disabled: false,
      ...nothing,
    });
    expect(await whoami(scoped.text)).toMatchObject({
      email: 'ann@shop.example',
      username: 'ann@shop.example',
      is_admin: false,
      is_super_admin: false,
    });
  });

  it('learns version, the database’s time and the scopes that there are', async () => {
    const { text } = await ingress.token();
    const [version, clock, scopes] = await Promise.all(
      ['version', 'jobs/db_clock', 'tokens/list/scopes'].map((path) =>
        ask('GET', path, { token: text }),
      ),
    );

    expect(version!.headers['content-type']).toContain('text/plain');
    expect(version!.text).toMatch(/^Millwright \d+\.\d+\.\d+$/);
    expect(Math.abs(Number(clock!.text) - Date.now())).toBeLessThan(60_000);
    expect(JSON.parse(scopes!.text)).toContain('jobs:run:scripts');
  });
});

describe('where tokens live a day at most', () => {
  let strict: TestIngress;
  beforeAll(async () => {
    const environment = { ADMIN_TOKEN, MAX_TOKEN_EXPIRATION_DAYS: '1' };
    strict = await startTestIngress({ environment });
  });
  afterAll(() => strict.stop());

  it.each([
    [undefined, 1],
    [null, 1],
    [365, 1],
    [0.5, 0.5],
  ])('one that asks for %s days has %s', async (asked, given) => {
    const expiration = asked && inDays(asked);
    const json = { expiration, workspace_id: strict.slug };
    const { status, text } = await askJobs(strict.client, 'POST', 'users/tokens/create', {
      token: ADMIN_TOKEN,
      json,
    });
    const list = await askJobs(strict.client, 'GET', 'users/tokens/list', { token: text });

    const [newest] = JSON.parse(list.text) as { expiration: string }[];
    expect(status).toBe(201);
    expect(Math.abs(Date.parse(newest!.expiration) - Date.parse(inDays(given)))).toBeLessThan(
      60_000,
    );
  });
});
