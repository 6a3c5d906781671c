import { expect, it } from '@jest/globals';
import { type Id, JsonNumber, newId, type JsonValue } from '@millwright/kernel';
import type { RunProgress } from '../ports/run-progress.ts';

/** The promises of {@link RunProgress}; `open` gives one, and an action run that it knows. */
export function runProgressConformance(
  open: () => Promise<{ progress: RunProgress; actionRunId: Id }>,
): void {
  it('has nothing of a run that kept nothing, nor of one that there is not', async () => {
    const { progress, actionRunId } = await open();

    expect(await progress.read(actionRunId)).toBeNull();
    expect(await progress.read(newId())).toBeNull();
  });

  it('gives back what was kept last, nothing lost', async () => {
    const { progress, actionRunId } = await open();
    const kept: JsonValue = new Map<string, JsonValue>([
      ['2', new JsonNumber('1.0')],
      ['1', [null, true, 'O’Hara "\\\u0000']],
    ]);

    await progress.keep(actionRunId, 'before');
    await progress.keep(actionRunId, kept);

    expect(await progress.read(actionRunId)).toEqual(kept);
    expect([...((await progress.read(actionRunId)) as typeof kept).keys()]).toEqual(['2', '1']);
  });

  it('has nothing any more once null was kept', async () => {
    const { progress, actionRunId } = await open();
    await progress.keep(actionRunId, [1]);

    await progress.keep(actionRunId, null);

    expect(await progress.read(actionRunId)).toBeNull();
  });
}
