import { describe, expect, it } from '@jest/globals';
import { startupMessage } from './startup-message.ts';
import { StartupReader } from './startup-reader.ts';

function request(code: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeInt32BE(8, 0);
  bytes.writeInt32BE(code, 4);
  return bytes;
}

describe('the opening of a connection', () => {
  it('starts with a start-up message and gives what follows it', () => {
    const read = new StartupReader().push(Buffer.concat([startupMessage(), Buffer.from('Q')]));

    expect(read).toEqual({ type: 'start', rest: Buffer.from('Q') });
  });

  it('waits for all of it', () => {
    const reader = new StartupReader();
    const message = startupMessage();

    const types = [...message].map((byte) => reader.push(Buffer.from([byte])).type);

    expect(types.indexOf('start')).toBe(message.length - 1);
  });

  it('declines encryption and goes on', () => {
    const reader = new StartupReader();

    const first = reader.push(Buffer.concat([request(80_877_103), startupMessage()]));

    expect([first.type, reader.push().type]).toEqual(['refuse_encryption', 'start']);
  });

  it('closes on a cancel request and on what is not Postgres', () => {
    expect(new StartupReader().push(request(80_877_102)).type).toBe('close');
    expect(new StartupReader().push(Buffer.from('GET / HTTP/1.1\r\n')).type).toBe('close');
  });
});
