import type { ActionRunRequested } from '@millwright/contracts';
import { newId } from '@millwright/kernel';
import { Metrics, silentLogger } from '@millwright/observability';
import type { ActionRunPerformer, ClaimedAction } from '@millwright/task';
import { ActionsInHand } from './actions-in-hand.ts';

const request = (): ActionRunRequested => ({ run_id: newId(), round: 0, workspace_id: newId() });

/** Claims whatever is asked for; performs until `finish` is called. */
function slowPerformer() {
  const claimed: string[] = [];
  const finishes: (() => void)[] = [];
  const performer = {
    claim: (wanted: ActionRunRequested) => {
      claimed.push(wanted.run_id);
      const run = { id: wanted.run_id, type: `made-up-${wanted.run_id}` };
      return Promise.resolve({ request: wanted, run, claim: { attempt: 1 } } as ClaimedAction);
    },
    perform: () =>
      new Promise((resolve) => finishes.push(() => resolve({ ok: true, result: 'null' }))),
    abort: () => finishes.forEach((finish) => finish()),
  };
  return { claimed, finishes, performer: performer as unknown as ActionRunPerformer };
}

describe('the actions in hand', () => {
  const given = (concurrency: number) => {
    const slow = slowPerformer();
    const metrics = new Metrics();
    const actions = new ActionsInHand(slow.performer, {
      logger: silentLogger,
      metrics,
      concurrency,
    });
    return { ...slow, actions, metrics };
  };

  it('are as many at a time as they may be', async () => {
    const { actions, claimed, finishes } = given(1);
    await actions.take(request());
    const second = actions.take(request());
    await new Promise(setImmediate);
    expect(claimed).toHaveLength(1);

    finishes[0]!();
    await second;

    expect(claimed).toHaveLength(2);
  });

  it('become no more once the runner stops: who waits is sent back to its queue', async () => {
    const { actions, claimed, finishes } = given(1);
    await actions.take(request());
    const waiting = actions.take(request());

    actions.stopTaking();

    await expect(waiting).rejects.toMatchObject({ code: 'runner_stopping', retry: true });
    await expect(actions.take(request())).rejects.toMatchObject({ code: 'runner_stopping' });
    finishes[0]!();
    await actions.drain();
    expect(claimed).toHaveLength(1);
  });

  it('are counted by the types that there are, not by what scripts write', async () => {
    const { actions, finishes, metrics } = given(1);
    await actions.take(request());
    finishes[0]!();
    await actions.drain();

    const text = await metrics.text();

    expect(text).toContain('type="unknown"');
    expect(text).not.toContain('made-up');
  });
});
