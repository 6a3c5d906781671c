import { describe, expect, it } from '@jest/globals';
import { ClosingStack } from './closing-stack.mjs';

describe('the closing stack of a benchmark', () => {
  const given = () => {
    const closed: string[] = [];
    const closing = new ClosingStack();
    const use = (name: string, opening: Promise<string> = Promise.resolve(name)) =>
      closing.use(opening, async (opened: string) => void closed.push(opened));
    return { closing, closed, use };
  };

  it('closes what was opened, last first', async () => {
    const { closing, closed, use } = given();
    await use('database');
    await use('app');

    await closing.close();

    expect(closed).toEqual(['app', 'database']);
  });

  it('closes what was open before when a later start throws', async () => {
    const { closing, closed, use } = given();
    await use('database');

    await expect(use('app', Promise.reject(new Error('no port')))).rejects.toThrow('no port');
    await closing.close();

    expect(closed).toEqual(['database']);
  });

  it('closes what is still starting when it closes, and tells whoever waits for it', async () => {
    const { closing, closed, use } = given();
    let start: (name: string) => void = () => undefined;
    const starting = use('app', new Promise((resolve) => (start = resolve)));
    const refused = expect(starting).rejects.toThrow('was ended');

    const ended = closing.close();
    start('app');
    await ended;

    await refused;
    expect(closed).toEqual(['app']);
  });

  it('closes the others when one cannot be closed, and says so', async () => {
    const { closing, closed, use } = given();
    await use('database');
    await closing.use('app', () => Promise.reject(new Error('stuck')));

    await expect(closing.close()).rejects.toMatchObject({ errors: [new Error('stuck')] });

    expect(closed).toEqual(['database']);
  });

  it('closes once, however often it is asked', async () => {
    const { closing, closed, use } = given();
    await use('database');

    await Promise.all([closing.close(), closing.close()]);

    expect(closed).toEqual(['database']);
  });
});
