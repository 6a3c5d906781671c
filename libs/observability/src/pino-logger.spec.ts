import { MillwrightError } from '@millwright/kernel';
import { logLevelOf } from './log-level.ts';
import { createLogger } from './pino-logger.ts';
import type { LoggerOptions } from './pino-logger.ts';

class RemoteError extends MillwrightError {
  readonly code = 'endpoint_unreachable';
  constructor() {
    super('no answer from https://u:hunter2@example.com', { fault: 'remote', retry: true });
  }
}

const capture = (options: Partial<LoggerOptions> = {}) => {
  const lines: string[] = [];
  const logger = createLogger({
    level: 'info',
    format: 'json',
    destination: { write: (line) => lines.push(line) },
    ...options,
  });
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
};

describe('the logger', () => {
  it('writes one JSON object a line, with time, level, message and fields', () => {
    const { logger, lines, last } = capture({ fields: { app: 'ingress' } });

    logger.child({ request_id: 'r1' }).info({ message: 'event.received', topic: 'a\nb' });

    expect(last()).toEqual({
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      level: 'info',
      app: 'ingress',
      request_id: 'r1',
      message: 'event.received',
      topic: 'a\nb',
    });
    expect(lines[0]?.trimEnd()).not.toContain('\n');
  });

  it('writes a field once when a child has another value for it', () => {
    const { logger, lines } = capture({ fields: { app: 'standalone' } });

    logger.child({ app: 'ingress' }).info({ message: 'said' });

    expect(lines[0]?.match(/"app"/g)).toHaveLength(1);
    expect(lines[0]).toContain('"app":"ingress"');
  });

  it('leaves out lines below its level', () => {
    const { logger, lines } = capture({ level: 'warn' });

    logger.info({ message: 'quiet' });
    logger.debug({ message: 'quieter' });

    expect(lines).toEqual([]);
  });

  it('writes an error with code, fault and retry, its cause, and no secret', () => {
    const { logger, last } = capture();
    const error = new Error('outer', { cause: new RemoteError() });

    logger.error({ message: 'delivery.failed', error });

    expect(last()['error']).toMatchObject({
      name: 'Error',
      message: 'outer',
      stack: expect.any(String),
      cause: {
        name: 'RemoteError',
        code: 'endpoint_unreachable',
        fault: 'remote',
        retry: true,
        message: 'no answer from https://***@example.com',
      },
    });
    expect(JSON.stringify(last())).not.toContain('hunter2');
  });

  it('writes stacks at error only', () => {
    const { logger, last } = capture();

    logger.warn({ message: 'broker.connect_failed', error: new Error('refused') });

    expect(last()['error']).toEqual({ name: 'Error', message: 'refused' });
  });

  it('hides secrets in the fields of a child too', () => {
    const { logger, last } = capture();

    logger.child({ authorization: 'Bearer hunter2' }).info({ message: 'said' });

    expect(last()['authorization']).toBe('***');
  });

  it('writes lines for people', () => {
    const { logger, lines } = capture({ format: 'pretty' });

    logger.warn({ message: 'broker.unavailable', attempt: 2 });

    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/WARN.*broker\.unavailable.*\{"attempt":2\}\n$/);
  });

  it('sets the level by whose fault an error is', () => {
    expect(logLevelOf(new RemoteError())).toBe('warn');
    expect(logLevelOf(new Error('a bug'))).toBe('error');
  });
});
