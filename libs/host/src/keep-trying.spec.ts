import { silentLogger } from '@millwright/observability';
import { keepTrying } from './keep-trying.ts';

const trying = (stopping: AbortSignal) => ({ what: 'database', logger: silentLogger, stopping });

describe('keeping on trying', () => {
  it('tries until it works', async () => {
    let tries = 0;
    const attempt = async (): Promise<string> => {
      tries += 1;
      if (tries < 3) throw new Error('away');
      return 'there';
    };

    expect(await keepTrying(attempt, trying(new AbortController().signal))).toBe('there');
    expect(tries).toBe(3);
  });

  it('ends at once when the process stops', async () => {
    const stop = new AbortController();
    const attempt = async (): Promise<never> => {
      setImmediate(() => stop.abort());
      throw new Error('away');
    };

    await expect(keepTrying(attempt, trying(stop.signal))).rejects.toThrow('aborted');
  });

  it('throws what waiting does not mend', async () => {
    const attempt = () => Promise.reject(new Error('broken'));
    const options = { ...trying(new AbortController().signal), isHopeless: () => true };

    await expect(keepTrying(attempt, options)).rejects.toThrow('broken');
  });
});
