import fc from 'fast-check';
import { type Reply, ReplyReader } from './reply.ts';

const read = (...pieces: (string | Buffer)[]): Reply[] => {
  const reader = new ReplyReader();
  return pieces.flatMap((piece) => reader.read(Buffer.from(piece as string)).replies);
};

describe('answers on the control connection', () => {
  it('are a line, or lines between two with the same code', () => {
    expect(read('220 Hi\r\n', '230-One\r\n 230 two\r\n231 three\r\n230 four\r\n')).toEqual([
      { code: 220, text: '220 Hi' },
      { code: 230, text: '230-One\n 230 two\n231 three\n230 four' },
    ]);
  });

  it('may begin every line with the code, be empty, and end in a bare line feed', () => {
    expect(read('211-One\n211-Two\n211 End\n200\n')).toEqual([
      { code: 211, text: '211-One\n211-Two\n211 End' },
      { code: 200, text: '200' },
    ]);
  });

  it('are told from what belongs to none', () => {
    const { replies, stray } = new ReplyReader().read(Buffer.from('SSH-2.0-x\r\n\r\n2200 x\r\n'));

    expect([replies, stray]).toEqual([[], ['SSH-2.0-x', '2200 x']]);
  });

  it('for any text and any cuts are the same as in one piece', () => {
    const line = fc.oneof(
      fc.constantFrom('220 a', '220-b', '220', 'c', ' 220 ü', '331 €', '220- d'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(200)), (lines, cuts) => {
        const bytes = Buffer.from(lines.map((one) => `${one}\r\n`).join(''));
        const places = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b)];
        const pieces = places.map((at, index) => bytes.subarray(at, places[index + 1]));

        expect(read(...pieces)).toEqual(read(bytes));
      }),
    );
  });
});
