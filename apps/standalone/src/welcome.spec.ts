import { loadConfig } from '@millwright/config';
import { welcomeOf } from './welcome.ts';

const token = { value: 'mw_secret', path: '/data/admin-token', isNew: true };
const config = loadConfig({ MILLWRIGHT_DATA_DIR: '/data' });

describe('the welcome', () => {
  it('tells where everything is, and the token of the first start', () => {
    expect(welcomeOf(config, token, 8081)).toBe(
      [
        '',
        'Millwright is ready.',
        '  Webhooks     http://localhost:8080/webhooks/<id>',
        '  Console      http://localhost:8081/',
        '  Admin API    http://localhost:8081/api/v1',
        '  API docs     http://localhost:8081/api/docs',
        '  Data         /data',
        '  Admin token  mw_secret  (shown this once; kept in /data/admin-token)',
        '',
        '',
      ].join('\n'),
    );
  });

  it('tells later only where the token is', () => {
    const later = welcomeOf(config, { ...token, isNew: false }, 8081);

    expect(later).toContain('Admin token  kept in /data/admin-token');
    expect(later).not.toContain('mw_secret');
    expect(welcomeOf(config, undefined, 8081)).toContain('the value of ADMIN_TOKEN');
  });

  it('names an address that a browser can open', () => {
    const at = (HOST: string) => welcomeOf(loadConfig({ HOST }), undefined, 81);

    expect(at('0.0.0.0')).toContain('http://localhost:81/');
    expect(at('::')).toContain('http://localhost:81/');
    expect(at('fd00::1')).toContain('http://[fd00::1]:81/');
    expect(at('hooks.internal')).toContain('http://hooks.internal:81/');
  });
});
