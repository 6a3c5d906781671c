import { startSmtpPeer } from '@millwright/testing';
import { Mill } from './client/mill.ts';
import { PrintedGuide } from './client/printed-guide.ts';
import { sharedSystem } from './system/shared-system.ts';
import { PEER_HOST, type System } from './system/system.ts';

interface KeptMail {
  id: string;
  action_run_id: string;
  to: string[];
  raw: string;
}

describe('mail', () => {
  let system: System;
  let mill: Mill;

  beforeAll(async () => {
    system = await sharedSystem();
    mill = new Mill(system);
  });
  afterAll(() => system?.stop());

  it('is sent, kept, read and received as the guide prints it', async () => {
    const guide = await PrintedGuide.of('mail.md', system);

    const told = await guide.runShell();

    expect(told.length).toBeGreaterThan(15);
    expect(told).toEqual(
      told.map((line) => ({ ...line, output: expect.stringContaining(line.expected) })),
    );
  }, 120_000);

  it('goes from a task into the outbox, where there is no Connection', async () => {
    const topic = mill.topic();
    const path = await mill.webhook(topic);
    await mill.task(
      topic,
      `{% action "email", to: event.data.to, bcc: "b@peer.example", subject: "Grüße", body: event.data.html, template: false %}`,
    );

    const event = await mill.finished(
      await mill.postJson(path, '{"to":"a@peer.example","html":"<p>Für Sie</p>"}'),
    );

    const [run] = event.task_runs[0]!.action_runs;
    expect(run).toMatchObject({
      status: 'succeeded',
      result: {
        message_id: expect.stringContaining(run!.id),
        accepted: [],
        rejected: [],
        kept: true,
      },
    });
    const { data } = await mill.api.get<{ data: KeptMail[] }>('/outbox');
    const kept = data.find((mail) => mail.action_run_id === run!.id);
    expect(kept!.to).toEqual(['a@peer.example', 'b@peer.example']);
    const { raw } = await mill.api.get<KeptMail>(`/outbox/${kept!.id}`);
    expect(raw).toContain('F=C3=BCr Sie');
    expect(raw).not.toContain('b@peer.example');
  });

  it('fails for good when a template does, and names the line', async () => {
    const topic = mill.topic();
    const path = await mill.webhook(topic);
    const name = `broken ${topic}`;
    await mill.api.write('POST', '/email-templates', { name, body: '\n{{ 1 | divided_by: 0 }}' });
    await mill.task(
      topic,
      `{% action "email", to: "a@peer.example", subject: "", body: "", template: "${name}" %}`,
    );

    const event = await mill.finished(await mill.postJson(path, '{}'));

    const [run] = event.task_runs[0]!.action_runs;
    expect(run).toMatchObject({
      status: 'failed',
      attempts: 1,
      error: { code: 'liquid_render', message: expect.stringContaining('line 2') },
    });
  });

  it('goes to the server of the Connection that the Workspace has', async () => {
    const account = { user: 'shop', password: 'a password of e2e' };
    const peer = await startSmtpPeer({ account, host: PEER_HOST });
    const topic = mill.topic();
    const path = await mill.webhook(topic);
    await mill.task(
      topic,
      `{% action "email", to: "Ann <ann@peer.example>", subject: "Sent", body: "<p>Hello</p>" %}`,
    );
    const { id } = await mill.api.write('POST', '/connections', {
      name: 'e2e mail',
      type: 'smtp',
      fields: {
        ...{ host: PEER_HOST, port: peer.port, tls: 'none', from: 'Shop <shop@shop.example>' },
        ...account,
      },
    });

    const trial = await mill.api.write<{ ok: boolean }>('POST', `/connections/${id}/test`);
    const event = await mill.finished(await mill.postJson(path, '{}'));
    await mill.api.write('DELETE', `/connections/${id}`);
    await peer.close();

    expect(trial.ok).toBe(true);
    expect(event.task_runs[0]!.action_runs).toMatchObject([
      { status: 'succeeded', result: { accepted: ['ann@peer.example'], rejected: [] } },
    ]);
    expect(peer.mails).toMatchObject([{ from: 'shop@shop.example', user: 'shop' }]);
    expect(JSON.stringify(event)).not.toContain(account.password);
  });

  it('that comes in runs the tasks that wait for it', async () => {
    const { url } = await mill.api.write<{ url: string }>('POST', '/email-addresses', {
      name: 'e2e',
    });
    const task = await mill.task(
      'mechanic/emails/received',
      '{% log email.subject, email.attachments[0].content %}',
    );
    const body = [
      'From: a@peer.example\r\nSubject: With a file\r\nContent-Type: multipart/mixed; boundary=b\r\n',
      '--b\r\nContent-Disposition: attachment; filename=a.bin\r\nContent-Transfer-Encoding: base64\r\n',
      'AP8=\r\n--b--',
    ].join('\r\n');

    const answer = await mill.post(new URL(url).pathname, body, {
      'content-type': 'message/rfc822',
    });
    const event = await mill.finished(answer.headers.get('x-request-id')!);
    await mill.api.write('DELETE', `/tasks/${task}`);

    expect(answer.status).toBe(200);
    expect(event).toMatchObject({ topic: 'mechanic/emails/received', source: 'email' });
    const run = event.task_runs.find(({ task_id }) => task_id === task);
    expect(run!.logs).toEqual([['With a file', 'AP8=']]);
  });
});
