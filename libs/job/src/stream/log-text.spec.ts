import fc from 'fast-check';
import { logTailOf, logTextOf } from './log-text.ts';
import { newLogsOf } from './log-offset.ts';

describe('the log of a job', () => {
  it('has a line per log object: texts as they are, the rest as compact JSON with its digits', () => {
    expect(logTextOf('["a\\nb", { "n": 1.0,\n"b": [ 1 ] },12345678901234567890,null]')).toBe(
      'a\nb\n{"n":1.0,"b":[1]}\n12345678901234567890\nnull\n',
    );
    expect(logTextOf('[]')).toBe('');
  });

  it('ends with the error', () => {
    const error = { code: 'liquid_render', message: 'no such filter', line: 3, column: 7 };

    expect(logTextOf('["a"]', error)).toBe(
      'a\nLiquidRenderError: no such filter (line 3, column 7)\n',
    );
    expect(logTextOf('[]', { code: 'task_error', message: 'm' })).toBe('TaskError: m\n');
  });

  it('is cut to its last 5,000 bytes, between characters', () => {
    expect(logTailOf('short')).toBe('short');
    expect(logTailOf(`a${'b'.repeat(5_000)}`)).toBe('b'.repeat(5_000));
    expect(logTailOf(`€${'b'.repeat(4_998)}`)).toBe('b'.repeat(4_998));
    expect(logTailOf(`🏷${'b'.repeat(4_999)}`)).toBe('b'.repeat(4_999));
    expect(logTailOf(`a🏷${'b'.repeat(4_996)}`)).toBe(`🏷${'b'.repeat(4_996)}`);
  });
});

describe('new logs', () => {
  it.each([
    ['', 0, undefined],
    ['aé', 0, { new_logs: 'aé', log_offset: 3 }],
    ['aé', 1, { new_logs: 'é', log_offset: 3 }],
    ['aé', 2, { new_logs: 'é', log_offset: 3 }],
    ['aé', 3, undefined],
    ['aé', 99, undefined],
    ['a', -1, { new_logs: 'a', log_offset: 1 }],
    ['🏷', 3, { new_logs: '🏷', log_offset: 4 }],
  ])('of %j from %i on are %j', (text, offset, news) => {
    expect(newLogsOf(text, offset)).toEqual(news);
  });

  it('come, for any texts, whole and in order', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(fc.array(text), (parts) => {
        let log = '';
        let told = '';
        let offset = 0;
        for (const part of parts) {
          log += part;
          const news = newLogsOf(log, offset);
          told += news?.new_logs ?? '';
          offset = news?.log_offset ?? offset;
        }

        expect(told).toBe(log);
        expect(offset).toBe(Buffer.byteLength(log));
      }),
    );
  });
});
