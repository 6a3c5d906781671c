import { MailReader } from './mail-reader.ts';

// Needs the built library: threads load built files only.
const reader = new MailReader();
afterAll(() => reader.close());
const read = (raw: string) => reader.read({ form: 'mime', bytes: Buffer.from(raw) });

describe('mails read in a thread', () => {
  it('come back as the data of their events', async () => {
    const reading = await read('From: a@b\r\nSubject: S\r\n\r\nText');

    expect(reading.ok && JSON.parse(reading.json)).toMatchObject({
      from: 'a@b',
      text_body: 'Text\n',
    });
  });

  it('are refused before they are read where they have more parts than anybody sends', async () => {
    const head = 'From: a@b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n';

    const hostile = await read(`${head}${'--b\n\n'.repeat(2_000_000)}`);
    const honest = await read('From: a@b\r\n\r\nText');

    expect(hostile).toMatchObject({
      ok: false,
      why: expect.stringMatching(/^more than 10000 of its lines/),
    });
    expect(honest).toMatchObject({ ok: true });
  }, 60_000);

  it('let the process go on while one is read', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);

    await read(`From: a@b\r\n\r\n${'text\r\n'.repeat(500_000)}`);
    clearInterval(timer);

    expect(turns).toBeGreaterThan(5);
  });
});
