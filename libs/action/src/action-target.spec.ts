import { newId } from '@millwright/kernel';
import { actionTarget } from './action-target.ts';

const workspaceId = newId();
const targetOf = (type: string, options: unknown, workspace = workspaceId) =>
  actionTarget(type, JSON.stringify(options), workspace);

describe('whom an action depends on', () => {
  it('is the host of a URL, whatever the Workspace, path, user or spelling', () => {
    const first = targetOf('http', { method: 'get', url: 'https://api.test/a' });

    expect(first).toBe('api.test');
    expect(targetOf('http', { url: ' HTTPS://u:p@API.test:443/b?c' }, newId())).toBe(first);
    expect(targetOf('http', { url: 'https://api.test:8443/' })).toBe('api.test:8443');
  });

  it('is the account of the Workspace elsewhere', () => {
    const [one, other] = [{ account: 'one' }, { account: 'other' }].map((options) =>
      targetOf('slack', options),
    );

    expect(new Set([one, other, targetOf('slack', {}), targetOf('airtable', {})]).size).toBe(4);
    expect(targetOf('slack', { account: 'one' })).toBe(one);
    expect(targetOf('slack', { account: 'one' }, newId())).not.toBe(one);
  });

  it.each([
    ['a secret', { url: '__millwright_secret:url:00__' }],
    ['no text', { url: { a: 1 } }],
    ['no URL', { url: 'http://' }],
    ['no object', ['url', 'http://x.test']],
  ])('is the Workspace where the URL is %s', (_what, options) => {
    expect(targetOf('http', options)).toContain(workspaceId);
  });

  it.each(['echo', 'cache', 'event', 'nothing-like-it'])('is nobody for %s', (type) => {
    expect(targetOf(type, {})).toBeUndefined();
  });
});
