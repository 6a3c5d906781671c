import { type FtpPeer, startFtpPeer } from '@millwright/testing';
import { Mill } from './client/mill.ts';
import { sharedSystem } from './system/shared-system.ts';
import { PEER_HOST, type System } from './system/system.ts';

const PASSWORD = 'correct horse battery staple';

describe('a task that hands files over by FTP', () => {
  let system: System;
  let mill: Mill;
  let peer: FtpPeer;

  beforeAll(async () => {
    system = await sharedSystem();
    mill = new Mill(system);
    peer = await startFtpPeer({ host: PEER_HOST, password: PASSWORD });
    await mill.api.write('POST', '/secrets', { key: 'e2e_ftp_password', value: PASSWORD });
  });
  afterAll(async () => {
    await peer?.close();
    await system?.stop();
  });

  const options = (more: string): string => `
    "host": "${peer.host}", "port": ${peer.port}, "user": "user",
    "password": {{ secrets.e2e_ftp_password | json }}, ${more}`;

  it('uploads what came in, downloads what was there, and shows no password', async () => {
    const topic = mill.topic();
    const path = await mill.webhook(topic);
    peer.files.set('prices.csv', Buffer.from('a;1\nb;2\n'));
    await mill.task(
      topic,
      `{% action "ftp" %}{${options(`
        "uploads": { "order-{{ event.data.id }}.json": {{ event.data | json | json }} },
        "downloads": ["prices.csv"]`)}
      }{% endaction %}`,
    );

    const event = await mill.finished(await mill.postJson(path, '{"id":7,"total":1.0}'));

    const [action] = event.task_runs[0]!.action_runs;
    expect(action).toMatchObject({
      status: 'succeeded',
      attempts: 1,
      result: {
        uploads: { 'order-7.json': { size: 20 } },
        downloads: {
          'prices.csv': {
            size: 8,
            data: 'a;1\nb;2\n',
            data_base64: '__millwright_secret_value_redacted__',
          },
        },
      },
    });
    expect(String(peer.files.get('order-7.json'))).toBe('{"id":7,"total":1.0}');
    expect((action!.result as { log: string }).log).toContain('> PASS ********');
    expect(JSON.stringify(event)).not.toContain(PASSWORD);
  });

  it('fails for good where a file is missing, and keeps what was said', async () => {
    const topic = mill.topic();
    const path = await mill.webhook(topic);
    await mill.task(
      topic,
      `{% action "ftp" %}{${options('"downloads": ["nowhere.csv"]')}}{% endaction %}`,
    );

    const event = await mill.finished(await mill.postJson(path, '{}'));

    expect(event.task_runs[0]!.action_runs[0]).toMatchObject({
      status: 'failed',
      attempts: 1,
      error: { code: 'remote_rejected' },
      result: { log: expect.stringContaining('< 550 No such file.') },
    });
  });
});
