import type { Jobs } from '../client/jobs.ts';
import { Mill, type Callee } from '../client/mill.ts';
import { sharedSystem } from '../system/shared-system.ts';
import type { System } from '../system/system.ts';

describe('a request that a browser sends with a cookie', () => {
  let system: System;
  let mill: Mill;
  let jobs: Jobs;
  let task: Callee;

  beforeAll(async () => {
    system = await sharedSystem();
    mill = new Mill(system);
    jobs = mill.jobs.as(null);
    task = await mill.callee('{% result event.data %}');
  });
  afterAll(() => system?.stop());

  const addresses = (): string[] =>
    ['run_wait_result', 'run_and_stream'].flatMap((action) => [
      `jobs/${action}/p/${task.path}`,
      `jobs/${action}/h/${task.hash}`,
      `jobs/${action}/f/${task.path}`,
      `jobs/${action}/fv/${task.hash}`,
    ]);

  /** What each of the eight addresses answers. */
  const statusesOf = async (headers: Record<string, string>, query = ''): Promise<number[]> => {
    const cookie = `token=${system.token}`;
    const answers = await Promise.all(
      addresses().map((path) => jobs.send(`${path}${query}`, { headers: { cookie, ...headers } })),
    );
    return [...new Set(answers.map(({ status }) => status))];
  };

  it.each([
    ['cross-site', 403],
    ['same-site', 403],
    ['same-origin', 200],
    ['none', 200],
  ])('from a page that is %s is answered %i at every address that runs', async (site, status) => {
    expect(await statusesOf({ 'sec-fetch-site': site })).toEqual([status]);
  });

  it('is judged by its referrer where the browser says nothing else', async () => {
    expect(await statusesOf({ referer: 'https://elsewhere.example/page' })).toEqual([403]);
    expect(await statusesOf({ referer: `${system.ingressUrl}/page` })).toEqual([200]);
    expect(await statusesOf({})).toEqual([403]);
  });

  it('and a token of its own needs no proof of where it comes from', async () => {
    const authorization = `Bearer ${system.token}`;

    expect(await statusesOf({ authorization, 'sec-fetch-site': 'cross-site' })).toEqual([200]);
    expect(await statusesOf({ 'sec-fetch-site': 'cross-site' }, `?token=${system.token}`)).toEqual([
      200,
    ]);
  });

  it('and a wrong token is refused: nothing falls through to the next', async () => {
    expect(await statusesOf({ 'sec-fetch-site': 'same-origin' }, '?token=junk')).toEqual([401]);
    expect(await statusesOf({ authorization: 'Bearer junk' }, `?token=${system.token}`)).toEqual([
      401,
    ]);
  });

  it('has its refusal told before anything runs', async () => {
    const [answer] = await Promise.all([
      jobs.send(`jobs/run_wait_result/p/${task.path}`, {
        headers: { cookie: `token=${system.token}`, 'sec-fetch-site': 'cross-site' },
      }),
    ]);
    const anonymous = await jobs.send(`jobs/run_wait_result/p/${task.path}`);

    expect(answer).toMatchObject({ status: 403, json: { code: 'cross_site' } });
    expect(anonymous).toMatchObject({ status: 401, json: { code: 'token_missing' } });
    expect(anonymous.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  it('may be asked for from anywhere, without its cookie', async () => {
    const origin = 'https://app.example';

    const preflight = await jobs.send(`jobs/run_wait_result/p/${task.path}`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    const answer = await mill.jobs.post(`jobs/run_wait_result/p/${task.path}`, {}, { origin });

    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-headers')).toContain('idempotency-key');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-expose-headers')?.toLowerCase()).toContain(
      'x-job-id',
    );
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });
});
