import { Logger } from './logger.ts';
import type { LogLine } from './logger.ts';
import { NestLogger } from './nest-logger.ts';

class Recorder extends Logger {
  readonly lines: [string, LogLine][] = [];
  override debug(line: LogLine): void {
    this.lines.push(['debug', line]);
  }
  override info(line: LogLine): void {
    this.lines.push(['info', line]);
  }
  override warn(line: LogLine): void {
    this.lines.push(['warn', line]);
  }
  override error(line: LogLine): void {
    this.lines.push(['error', line]);
  }
  override child(): Logger {
    return this;
  }
}

describe("Nest's logger", () => {
  it("keeps Nest's own news at debug and its troubles at their level", () => {
    const recorder = new Recorder();
    const nest = new NestLogger(recorder);

    nest.log('Mapped {/x} route', 'RouterExplorer');
    nest.error('it broke', 'Error: it broke\n  at x', 'ExceptionsHandler');

    expect(recorder.lines).toEqual([
      ['debug', { message: 'Mapped {/x} route', context: 'RouterExplorer' }],
      [
        'error',
        { message: 'it broke', context: 'ExceptionsHandler', stack: 'Error: it broke\n  at x' },
      ],
    ]);
  });

  it('passes an error on as one', () => {
    const recorder = new Recorder();
    const error = new Error('it broke');

    new NestLogger(recorder).error(error);

    expect(recorder.lines).toEqual([['error', { message: 'it broke', error }]]);
  });
});
