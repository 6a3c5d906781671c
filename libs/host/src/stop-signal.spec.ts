import { EventEmitter } from 'node:events';
import { jest } from '@jest/globals';
import { silentLogger } from '@millwright/observability';
import { stopSignalOf } from './stop-signal.ts';

class FakeProcess extends EventEmitter {
  readonly exits: number[] = [];
  readonly stderr = { write: (): void => undefined };
  exit(code: number): void {
    this.exits.push(code);
  }
}

describe('the stop signal', () => {
  let host: FakeProcess;
  let stopping: AbortSignal;

  beforeEach(() => {
    jest.useFakeTimers();
    host = new FakeProcess();
    stopping = stopSignalOf(host, silentLogger);
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it.each(['SIGTERM', 'SIGINT'])('asks to stop at the first %s', (signal) => {
    host.emit(signal, signal);

    expect(stopping.aborted).toBe(true);
    expect(host.exits).toEqual([]);
  });

  it('ends the process at a second signal', () => {
    host.emit('SIGTERM', 'SIGTERM');
    jest.advanceTimersByTime(1_000);
    host.emit('SIGINT', 'SIGINT');

    expect(host.exits).toEqual([1]);
  });

  it("takes npm's echo of Ctrl-C for the same signal", () => {
    host.emit('SIGINT', 'SIGINT');
    jest.advanceTimersByTime(100);
    host.emit('SIGINT', 'SIGINT');

    expect(host.exits).toEqual([]);
  });

  it('ends the process when it has not ended within 60 s', () => {
    host.emit('SIGTERM', 'SIGTERM');
    jest.advanceTimersByTime(60_000);

    expect(host.exits).toEqual([1]);
  });
});
