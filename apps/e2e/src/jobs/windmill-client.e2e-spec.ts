import { jest } from '@jest/globals';
import windmill, {
  ApiError,
  FlowService,
  JobService,
  ScriptService,
  SettingsService,
  UserService,
} from 'windmill-client';
import { Mill, type Callee } from '../client/mill.ts';
import { sharedSystem } from '../system/shared-system.ts';
import type { System } from '../system/system.ts';

// Its types are those of a CommonJS module, where what it exports by default has this name.
const wmill = windmill as unknown as typeof windmill.default;

const workspace = 'main';
const args = { a: 1 };
const MISSING = 'f/e2e/no_such_task';

describe('windmill-client, as it comes from npm', () => {
  let system: System;
  let mill: Mill;
  let task: Callee;
  let failing: Callee;
  let busy: Callee;
  /** A hash where the client's types want the number of a flow. */
  let version: number;
  let payload: string;

  beforeAll(async () => {
    jest.spyOn(console, 'warn').mockReturnValue(); // says of some functions that they are old
    system = await sharedSystem();
    mill = new Mill(system);
    task = await mill.callee('{% log "called" %}{% result event.data %}');
    failing = await mill.callee('{% error "no" %}');
    busy = await mill.callee(await mill.busyFor(15));
    version = task.hash as unknown as number;
    payload = Buffer.from(JSON.stringify(args)).toString('base64');
    const { token } = await mill.api.write<{ token: string }>('POST', '/tokens', { label: 'e2e' });
    process.env['WM_WORKSPACE'] = workspace;
    wmill.setClient(token, system.ingressUrl);
  });
  afterAll(() => system?.stop());

  const path = (): string => task.path;
  const done = async (): Promise<string> => {
    const id = await wmill.runScriptByPathAsync(path(), args);
    await wmill.waitJob(id);
    return id;
  };
  const later = (): Promise<string> => wmill.runScriptByPathAsync(path(), args, 600);
  const failed = async (): Promise<string> => {
    const id = await wmill.runScriptByPathAsync(failing.path, args);
    await mill.jobs.completed(id);
    return id;
  };

  /** Every function that must work, by its name, and what is expected of it. */
  const client: Record<string, () => Promise<unknown>> = {
    getWorkspace: async () => expect(wmill.getWorkspace()).toBe(workspace),
    runScriptByPath: async () => expect(await wmill.runScriptByPath(path(), args)).toEqual(args),
    runScriptByHash: async () => expect(await wmill.runScriptByHash(task.hash, args)).toEqual(args),
    runScript: async () => expect(await wmill.runScript(path(), null, args)).toEqual(args),
    runScriptAsync: async () =>
      expect(await wmill.waitJob(await wmill.runScriptAsync(path(), null, args))).toEqual(args),
    runScriptByPathAsync: async () =>
      expect(await wmill.runScriptByPathAsync(path(), args)).toMatch(/^[0-9a-f-]{36}$/),
    runScriptByHashAsync: async () =>
      expect(
        await wmill.waitJob(await wmill.runScriptByHashAsync(task.hash, args, null, 'tagged')),
      ).toEqual(args),
    runFlow: async () => expect(await wmill.runFlow(path(), args)).toEqual(args),
    runFlowAsync: async () =>
      expect(await wmill.waitJob(await wmill.runFlowAsync(path(), args))).toEqual(args),
    waitJob: async () => {
      expect(await wmill.waitJob(await done())).toEqual(args);
      await expect(wmill.waitJob(await failed())).rejects.toThrow(/TaskError.*no/);
    },
    getResult: async () => expect(await wmill.getResult(await done())).toEqual(args),
    getResultMaybe: async () => {
      expect(await wmill.getResultMaybe(await done())).toEqual({
        completed: true,
        success: true,
        started: true,
        result: args,
      });
      expect(await wmill.getResultMaybe(await later())).toEqual({
        completed: false,
        started: false,
        result: null,
      });
    },
    cancelJob: async () => {
      const id = await later();
      expect(await wmill.cancelJob(id, 'not needed')).toBe(id);
      await expect(wmill.waitJob(id)).rejects.toThrow(/Canceled.*not needed/);
    },
    getRootJobId: async () => {
      const id = await done();
      expect(await wmill.getRootJobId(id)).toBe(id);
    },
  };

  const idOf = (text: unknown): string => {
    expect(text).toMatch(/^[0-9a-f-]{36}$/);
    return text as string;
  };
  /** A whole stream, as the client gives it: a text. */
  const ended = async (stream: Promise<unknown>): Promise<void> => {
    const messages = ((await stream) as string)
      .trim()
      .split('\n\n')
      .map((line) => JSON.parse(line.slice('data: '.length)) as Record<string, unknown>);
    expect(messages[0]).toMatchObject({ type: 'update', job_id: expect.any(String) });
    expect(messages.at(-1)).toMatchObject({ type: 'update', completed: true, only_result: args });
  };
  const inList = async (id: string, read: () => Promise<unknown[]>): Promise<void> => {
    const ids = (await read()).map((job) =>
      typeof job === 'string' ? job : (job as { id: string }).id,
    );
    expect(ids).toContain(id);
  };
  const of = (id: string) => ({ workspace, id });
  const requestBody = args;
  const byPath = () => ({ workspace, path: path(), requestBody });
  const byHash = () => ({ workspace, hash: task.hash, requestBody });
  const byVersion = () => ({ workspace, version, requestBody });

  const jobService: Record<string, () => Promise<unknown>> = {
    runScriptByPath: async () => idOf(await JobService.runScriptByPath(byPath())),
    runScriptByHash: async () => idOf(await JobService.runScriptByHash(byHash())),
    runFlowByPath: async () => idOf(await JobService.runFlowByPath(byPath())),
    runFlowByVersion: async () => idOf(await JobService.runFlowByVersion(byVersion())),
    runWaitResultScriptByPath: async () =>
      expect(await JobService.runWaitResultScriptByPath(byPath())).toEqual(args),
    runWaitResultScriptByPathGet: async () =>
      expect(
        await JobService.runWaitResultScriptByPathGet({ workspace, path: path(), payload }),
      ).toEqual(args),
    runWaitResultFlowByPath: async () =>
      expect(await JobService.runWaitResultFlowByPath(byPath())).toEqual(args),
    runWaitResultFlowByVersion: async () =>
      expect(await JobService.runWaitResultFlowByVersion(byVersion())).toEqual(args),
    runWaitResultFlowByVersionGet: async () =>
      expect(
        await JobService.runWaitResultFlowByVersionGet({ workspace, version, payload }),
      ).toEqual(args),
    runAndStreamScriptByPath: () => ended(JobService.runAndStreamScriptByPath(byPath())),
    runAndStreamScriptByPathGet: () =>
      ended(JobService.runAndStreamScriptByPathGet({ workspace, path: path(), payload })),
    runAndStreamScriptByHash: () => ended(JobService.runAndStreamScriptByHash(byHash())),
    runAndStreamScriptByHashGet: () =>
      ended(JobService.runAndStreamScriptByHashGet({ workspace, hash: task.hash, payload })),
    runAndStreamFlowByPath: () => ended(JobService.runAndStreamFlowByPath(byPath())),
    runAndStreamFlowByPathGet: () =>
      ended(JobService.runAndStreamFlowByPathGet({ workspace, path: path(), payload })),
    runAndStreamFlowByVersion: () => ended(JobService.runAndStreamFlowByVersion(byVersion())),
    runAndStreamFlowByVersionGet: () =>
      ended(JobService.runAndStreamFlowByVersionGet({ workspace, version, payload })),
    batchReRunJobs: async () => {
      const old = [await done(), await done()];
      const text = await JobService.batchReRunJobs({
        workspace,
        requestBody: { job_ids: old, script_options_by_path: {}, flow_options_by_path: {} },
      });
      const lines = text.trim().split('\n');
      const jobs = await Promise.all(lines.map((id) => mill.jobs.completed(id)));
      expect(jobs).toMatchObject(old.map((id) => ({ parent_job: id, result: args })));
    },
    getJob: async () => {
      const id = await done();
      expect(await JobService.getJob(of(id))).toMatchObject({ type: 'CompletedJob', id });
      expect(await JobService.getJob(of(await later()))).toMatchObject({ type: 'QueuedJob' });
    },
    getCompletedJob: async () =>
      expect(await JobService.getCompletedJob(of(await done()))).toMatchObject({ result: args }),
    getCompletedJobResult: async () =>
      expect(await JobService.getCompletedJobResult(of(await done()))).toEqual(args),
    getCompletedJobResultMaybe: async () =>
      expect(
        await JobService.getCompletedJobResultMaybe({ ...of(await done()), getStarted: true }),
      ).toMatchObject({ completed: true, success: true }),
    getCompletedJobTiming: async () =>
      expect(await JobService.getCompletedJobTiming(of(await done()))).toEqual({
        created_at: expect.any(String),
        started_at: expect.any(String),
        duration_ms: expect.any(Number),
      }),
    getJobArgs: async () => expect(await JobService.getJobArgs(of(await done()))).toEqual(args),
    getJobLogs: async () =>
      expect(await JobService.getJobLogs(of(await done()))).toContain('called'),
    getCompletedJobLogsTail: async () =>
      expect(await JobService.getCompletedJobLogsTail(of(await done()))).toContain('called'),
    getRootJobId: async () => {
      const id = await done();
      expect(await JobService.getRootJobId(of(id))).toBe(id);
    },
    getJobUpdates: async () =>
      expect(await JobService.getJobUpdates(of(await done()))).toMatchObject({
        completed: true,
        running: false,
        new_logs: expect.stringContaining('called'),
      }),
    getJobUpdatesSse: async () => {
      const id = await done();
      const text = await JobService.getJobUpdatesSse(of(id));
      expect(text).toMatch(/^data: \{"type":"update"/);
      expect(text).toContain('"CompletedJob"');
    },
    getStartedAtByIds: async () =>
      expect(
        await JobService.getStartedAtByIds({
          workspace,
          requestBody: [await done(), await later()],
        }),
      ).toEqual([expect.any(String), null]),
    listJobs: async () => inList(await done(), () => JobService.listJobs({ workspace })),
    listQueue: async () => inList(await later(), () => JobService.listQueue({ workspace })),
    listCompletedJobs: async () =>
      inList(await done(), () => JobService.listCompletedJobs({ workspace })),
    listFilteredJobsUuids: async () =>
      inList(await done(), () =>
        JobService.listFilteredJobsUuids({ workspace, scriptPathExact: path() }),
      ),
    listFilteredQueueUuids: async () =>
      inList(await later(), () => JobService.listFilteredQueueUuids({ workspace, running: false })),
    getQueueCount: async () => {
      await later();
      const { database_length: length } = await JobService.getQueueCount({ workspace });
      expect(length).toBeGreaterThan(0);
    },
    getCompletedCount: async () => {
      await done();
      const { database_length: length } = await JobService.getCompletedCount({ workspace });
      expect(length).toBeGreaterThan(0);
    },
    countCompletedJobs: async () => {
      await done();
      expect(
        await JobService.countCompletedJobs({ workspace, success: true, completedAfterSAgo: 600 }),
      ).toBeGreaterThan(0);
    },
    getQueuePosition: async () =>
      expect(
        await JobService.getQueuePosition({ workspace, scheduledFor: Date.now() }),
      ).toHaveProperty('position'),
    getScheduledFor: async () => {
      const at = await JobService.getScheduledFor(of(await later()));
      expect(at).toBeGreaterThan(Date.now() + 300_000);
    },
    getDbClock: async () =>
      expect(Math.abs((await JobService.getDbClock()) - Date.now())).toBeLessThan(60_000),
    cancelQueuedJob: async () => {
      const id = await later();
      expect(await JobService.cancelQueuedJob({ ...of(id), requestBody: { reason: 'no' } })).toBe(
        id,
      );
      expect(await JobService.getJob(of(id))).toMatchObject({
        canceled: true,
        canceled_reason: 'no',
      });
    },
    forceCancelQueuedJob: async () => {
      const id = await wmill.runScriptByPathAsync(busy.path, {});
      await mill.jobs.running(id);
      await JobService.forceCancelQueuedJob({ ...of(id), requestBody: {} });
      expect(await JobService.getJob(of(id))).toMatchObject({ type: 'CompletedJob' });
    },
    cancelPersistentQueuedJobs: async () => {
      const other = await mill.callee('');
      const id = await wmill.runScriptByPathAsync(other.path, {}, 600);
      expect(
        await JobService.cancelPersistentQueuedJobs({
          workspace,
          path: other.path,
          requestBody: {},
        }),
      ).toContain('1');
      expect(await JobService.getJob(of(id))).toMatchObject({ canceled: true });
    },
    cancelSelection: async () => {
      const ids = [await later(), await later()];
      const cancelled = await JobService.cancelSelection({ workspace, requestBody: ids });
      expect(new Set(cancelled)).toEqual(new Set(ids));
    },
    runQueuedJobNow: async () => {
      const id = await later();
      expect(await JobService.runQueuedJobNow(of(id))).toBe(id);
      expect(await wmill.waitJob(id)).toEqual(args);
    },
    resolveCompletedJobs: async () => {
      const ids = [await failed()];
      expect(
        await JobService.resolveCompletedJobs({
          workspace,
          requestBody: { job_ids: [...ids, await done()], note: 'seen' },
        }),
      ).toEqual(ids);
      expect(await JobService.getJob(of(ids[0]!))).toMatchObject({
        resolved: true,
        resolution_note: 'seen',
      });
    },
    unresolveCompletedJobs: async () => {
      const ids = [await failed()];
      const body = { workspace, requestBody: { job_ids: ids } };
      await JobService.resolveCompletedJobs(body);
      expect(await JobService.unresolveCompletedJobs(body)).toEqual(ids);
    },
    deleteCompletedJob: async () =>
      expect(await JobService.deleteCompletedJob(of(await done()))).toMatchObject({
        deleted: true,
        args: {},
        result: {},
      }),
  };

  const newToken = async (): Promise<{ token: string; tokenPrefix: string }> => {
    const token = await UserService.createToken({
      requestBody: { label: `webhook-${path()}`, scopes: [`jobs:run:scripts:${path()}`] },
    });
    expect(token).toMatch(/^[A-Za-z0-9]{32}$/);
    return { token, tokenPrefix: token.slice(0, 10) };
  };
  const shown = async (prefix: string) => {
    const list = await UserService.listTokens({ perPage: 100 });
    return list.find(({ token_prefix: each }) => each === prefix);
  };

  const otherServices: Record<string, () => Promise<unknown>> = {
    createToken: () => newToken(),
    deleteToken: async () => {
      const { token, tokenPrefix } = await newToken();
      await UserService.deleteToken({ tokenPrefix });
      expect(await shown(tokenPrefix)).toBeUndefined();
      const late = await mill.jobs.as(token).post(`jobs/run_wait_result/p/${path()}`, {});
      expect(late.status).toBe(401);
    },
    listTokens: async () => {
      const { token, tokenPrefix } = await newToken();
      expect(await shown(tokenPrefix)).toMatchObject({ workspace_id: expect.any(String) });
      expect(JSON.stringify(await UserService.listTokens({}))).not.toContain(token);
    },
    updateTokenLabel: async () => {
      const { tokenPrefix } = await newToken();
      await UserService.updateTokenLabel({ tokenPrefix, requestBody: { label: 'renamed' } });
      expect(await shown(tokenPrefix)).toMatchObject({ label: 'renamed' });
    },
    updateTokenScopes: async () => {
      const { tokenPrefix } = await newToken();
      await UserService.updateTokenScopes({ tokenPrefix, requestBody: { scopes: ['jobs:read'] } });
      expect(await shown(tokenPrefix)).toMatchObject({ scopes: ['jobs:read'] });
    },
    whoami: async () =>
      expect(await UserService.whoami({ workspace })).toMatchObject({
        username: expect.any(String),
        operator: false,
      }),
    listTokensOfScript: async () => {
      const { tokenPrefix } = await newToken();
      const list = await ScriptService.listTokensOfScript({ workspace, path: path() });
      expect(list.map(({ token_prefix: each }) => each)).toContain(tokenPrefix);
    },
    listTokensOfFlow: async () => {
      const { tokenPrefix } = await newToken();
      const list = await FlowService.listTokensOfFlow({ workspace, path: path() });
      expect(list.map(({ token_prefix: each }) => each)).toContain(tokenPrefix);
    },
    backendVersion: async () =>
      expect(await SettingsService.backendVersion()).toMatch(/^Millwright /),
  };

  it.each(Object.keys(client))('has its %s', (name) => client[name]!());
  it.each(Object.keys(jobService))('has its JobService.%s', (name) => jobService[name]!());
  it.each(Object.keys(otherServices))('has its %s of another service', (name) =>
    otherServices[name]!(),
  );

  it('rejects a call of an unknown task after one request more, and says which', async () => {
    const sent: string[] = [];
    const { fetch } = globalThis;
    globalThis.fetch = ((input: string | URL, init?: RequestInit) => {
      sent.push(String(input));
      return fetch(input, init);
    }) as typeof fetch;
    const failure = await wmill.runScriptByPath(MISSING, {}).catch((error: unknown) => error);
    globalThis.fetch = fetch;

    expect(sent).toHaveLength(2);
    expect(failure).toBeInstanceOf(ApiError);
    expect(JSON.stringify((failure as ApiError).body)).toContain(MISSING);
  });

  it('hears of what does not exist here', async () => {
    await expect(wmill.getVariable('u/e2e/some')).rejects.toThrow(
      /501 not_supported.*GET.*variables/,
    );
    const state = await wmill.getState('u/e2e/state').catch((error: unknown) => error);
    expect(state).not.toBeUndefined();
  });
});
