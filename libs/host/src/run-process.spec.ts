import { EventEmitter } from 'node:events';
import { runProcess } from './run-process.ts';
import type { ProcessContext } from './run-process.ts';
import { StartError } from './start.errors.ts';

class FakeProcess extends EventEmitter {
  readonly exits: number[] = [];
  said = '';
  readonly stderr = { write: (text: string) => (this.said += text) };
  exit(code: number): void {
    this.exits.push(code);
  }
}

const quiet = { LOG_LEVEL: 'error' };

describe('the life of a process', () => {
  let host: FakeProcess;

  beforeEach(() => {
    host = new FakeProcess();
  });

  it('exits with 78 and every fault when the environment is at fault', async () => {
    const env = { INGRESS_PORT: 'x', LOG_LEVEL: 'loud' };

    await runProcess('ingress', () => Promise.reject(new Error('not reached')), host, env);

    expect(host.exits).toEqual([78]);
    expect(host.said).toMatch(/INGRESS_PORT[^]*DATABASE_URL[^]*AMQP_URL[^]*LOG_LEVEL/);
  });

  it('runs until it is told to stop, stops, and exits with 0', async () => {
    const story: string[] = [];
    const main = async ({ config }: ProcessContext) => {
      story.push(`started on ${config.ingress.port}`);
      setImmediate(() => host.emit('SIGTERM', 'SIGTERM'));
      return { stop: async () => void story.push('stopped') };
    };

    await runProcess('standalone', main, host, quiet);

    expect(story).toEqual(['started on 8080', 'stopped']);
    expect(host.exits).toEqual([0]);
  });

  it("tells a user's mistake in one sentence and exits with 1", async () => {
    const main = () => Promise.reject(new StartError('port_in_use', 'Port 1 is in use.'));

    await runProcess('standalone', main, host, quiet);

    expect(host.said).toBe('Port 1 is in use.\n');
    expect(host.exits).toEqual([1]);
  });

  it('exits with 0 when it is told to stop while it still waits', async () => {
    const main = ({ stopping }: ProcessContext) =>
      new Promise<never>((_resolve, reject) => {
        stopping.addEventListener('abort', () => reject(stopping.reason));
        host.emit('SIGINT', 'SIGINT');
      });

    await runProcess('standalone', main, host, quiet);

    expect(host.exits).toEqual([0]);
  });
});
