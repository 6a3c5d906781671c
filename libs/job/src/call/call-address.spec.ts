import fc from 'fast-check';
import {
  addressSegmentsOf,
  aliasProblemOf,
  callAddressOf,
  type RunAddress,
} from './call-address.ts';

const HASH = '0123456789abcdef';
const run = {
  action: 'run',
  workspace: 'main',
  mode: 'async',
  method: 'POST',
  isFlowAlias: false,
  target: { path: 'f/sales/new' },
};
const addressOf = (method: string, rest: string) =>
  callAddressOf(method, addressSegmentsOf(`/api/w/main/jobs/${rest}`));

describe('the address of a call', () => {
  it.each([
    ['POST', 'run/p/f/sales/new', run],
    ['POST', 'run/p/u/ann/a-b_c/D', { ...run, target: { path: 'u/ann/a-b_c/D' } }],
    ['POST', 'run/f/f/sales/new', run],
    ['POST', 'run/h/' + HASH, { ...run, target: { hash: HASH } }],
    ['POST', 'run/fv/' + HASH, { ...run, target: { hash: HASH }, isFlowAlias: true }],
    ['POST', `run/h/${HASH.repeat(4)}`, { ...run, target: { hash: HASH.repeat(4) } }],
    ['POST', 'run_wait_result/p/f/sales/new', { ...run, mode: 'wait' }],
    ['GET', 'run_wait_result/f/f/sales/new', { ...run, mode: 'wait', method: 'GET' }],
    ['GET', 'run_and_stream/p/f/sales/new', { ...run, mode: 'stream', method: 'GET' }],
    ['POST', 'run_and_stream/p/f/sales/new/', { ...run, mode: 'stream' }],
    ['POST', 'run/p/f/sales/new?payload=/x/', run],
    ['POST', 'run/p/f/sales/new/?a=1', run],
    ['POST', 'run/p/f%2Fsales%2Fnew', run],
    ['POST', 'run/p/f/s%61les/new', run],
    ['POST', 'run/batch', { action: 'batch', workspace: 'main' }],
    ['POST', 'run/batch_rerun_jobs/', { action: 'batch_rerun', workspace: 'main' }],
    ['OPTIONS', 'run/p/x', { action: 'options', workspace: 'main', allow: 'POST, OPTIONS' }],
    [
      'OPTIONS',
      'run_and_stream/p/f/a/b',
      { action: 'options', workspace: 'main', allow: 'GET, POST, OPTIONS' },
    ],
  ])('%s %s', (method, rest, address) => {
    expect(addressOf(method, rest)).toEqual(address);
  });

  it.each([
    ['run/p/'],
    ['run/p'],
    ['run/p/sales/new'],
    ['run/p/f/sales'],
    ['run/p/f//new'],
    ['run/p/f/sales/new//'],
    ['run/p/f/../new/x'],
    ['run/p/f/sales/%zz'],
    ['run/p/f/sales/new%252Fx'],
    ['run/p/f/sales/n%C3%A9w'],
    ['run/p/f/sales/new%0A'],
    [`run/p/f/sales/${'a'.repeat(250)}`],
    ['run/h/0123456789abcde'],
    ['run/h/0123456789ABCDEF'],
    [`run/h/${HASH.repeat(4)}0`],
    ['run/h/f/sales/new'],
    ['run/fv/1'],
    ['run/f/u/ann/new'],
  ])('%s names no task', (rest) => {
    expect(addressOf('POST', rest)).toMatchObject({
      action: 'refused',
      workspace: 'main',
      mode: 'async',
      problem: { code: 'task_not_found', status: 404 },
    });
  });

  it('of an alias names the address that serves other tasks', () => {
    expect(addressOf('GET', 'run_wait_result/f/u/ann/new')).toMatchObject({
      problem: { detail: expect.stringContaining('/api/w/main/jobs/run_wait_result/p/u/ann/new') },
    });
  });

  it.each([
    ['HEAD', 'run/p/f/a/b', 'POST, OPTIONS'],
    ['GET', 'run/p/f/a/b', 'POST, OPTIONS'],
    ['PUT', 'run/batch', 'POST, OPTIONS'],
    ['HEAD', 'run_wait_result/p/f/a/b', 'GET, POST, OPTIONS'],
    ['DELETE', 'run_and_stream/h/nothing', 'GET, POST, OPTIONS'],
    ['post', 'run/p/f/a/b', 'POST, OPTIONS'],
  ])('refuses %s %s and says what it allows', (method, rest, allow) => {
    expect(addressOf(method, rest)).toMatchObject({
      action: 'refused',
      problem: { code: 'method_not_allowed', status: 405, headers: { allow } },
    });
  });

  it.each([
    '/',
    '/api/w/main/jobs/run',
    '/api/w/main/jobs/run/',
    '/api/w/main/jobs/run/x/f/a/b',
    '/api/w/main/jobs/run/batch/more',
    '/api/w/main/jobs/run_wait_result/batch',
    '/api/w/main/jobs/run_inline/p/f/a/b',
    '/api/w/main/jobs/list',
    '/api/w/main/jobs_u/run/p/f/a/b',
    '/api/w//jobs/run/p/f/a/b',
    '/x/api/w/main/jobs/run/p/f/a/b',
    'http://host/api/w/main/jobs/run/p/f/a/b',
    '*',
    '',
  ])('%j is none', (target) => {
    expect(callAddressOf('POST', addressSegmentsOf(target))).toBeUndefined();
  });

  it('is found out for any target and method, and never starts a run by another verb', () => {
    const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'TRACE', 'OPTIONS');
    const rest = fc.oneof(fc.string({ unit: 'binary' }), fc.webPath());
    const name = fc.constantFrom('run/p', 'run_wait_result/h', 'run_and_stream/fv', 'run/f/f');

    fc.assert(
      fc.property(method, name, rest, (verb, family, tail) => {
        const address = addressOf(verb, `${family}/${tail}`);

        if (address?.action === 'run') expect(['GET', 'POST']).toContain(verb);
        if (address?.action === 'run' && verb === 'GET') expect(address.mode).not.toBe('async');
      }),
    );
  });
});

describe('the alias of a version', () => {
  const pinned = addressOf('POST', `run/fv/${HASH}`) as RunAddress;

  it('serves tasks under f/ alone', () => {
    expect(aliasProblemOf(pinned, 'f/sales/new')).toBeUndefined();
    expect(aliasProblemOf(pinned, 'u/ann/new')).toMatchObject({
      code: 'task_not_found',
      detail: expect.stringContaining(`h/${HASH}`),
    });
  });

  it('has no say over the address it stands for', () => {
    const plain = addressOf('POST', `run/h/${HASH}`) as RunAddress;

    expect(aliasProblemOf(plain, 'u/ann/new')).toBeUndefined();
  });
});
