import { Writable } from 'node:stream';
import { writeTogether } from './write-together.ts';

/** A stream that notes what each of its writes to the outside held. */
function notingStream(): { stream: Writable; sent: string[] } {
  const sent: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      sent.push(chunk);
      done();
    },
    writev(chunks, done) {
      sent.push(chunks.map(({ chunk }) => String(chunk)).join(''));
      done();
    },
  });
  return { stream, sent };
}

const nextTick = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

describe('a stream that writes together', () => {
  it('sends what is written within a tick at once, in order', async () => {
    const { stream, sent } = notingStream();
    writeTogether(stream);

    stream.write('a');
    stream.write('b');
    stream.write('c');
    await nextTick();

    expect(sent).toEqual(['abc']);
  });

  it('keeps nothing back for the next tick', async () => {
    const { stream, sent } = notingStream();
    writeTogether(stream);

    stream.write('a');
    await nextTick();
    stream.write('b');
    await nextTick();

    expect(sent).toEqual(['a', 'b']);
  });

  it('sends all before it ends', async () => {
    const { stream, sent } = notingStream();
    writeTogether(stream);

    stream.write('a');
    await new Promise<void>((resolve) => stream.end('b', resolve));

    expect(sent.join('')).toBe('ab');
  });
});
