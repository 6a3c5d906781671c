import { jest } from '@jest/globals';
import { TargetPlaces, type TargetPlace } from './target-places.ts';

let nowMs = 0;
const placesOf = (share: number): TargetPlaces => new TargetPlaces(share, () => nowMs);
/** Has a run of a target take so long. */
const run = (places: TargetPlaces, ms: number): void => {
  const place = places.enter('x')!;
  nowMs += ms;
  places.leave(place);
};
const settled = async (turn: Promise<TargetPlace | undefined>) => {
  let outcome: { place: TargetPlace | undefined } | undefined;
  void turn.then((place) => (outcome = { place }));
  for (let tick = 0; tick < 5; tick += 1) await Promise.resolve();
  return outcome;
};

beforeEach(() => {
  nowMs = 1_000_000;
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('the places at a target', () => {
  it('are its share, and as many again for any other', () => {
    const places = placesOf(2);
    const first = [places.enter('a'), places.enter('a'), places.enter('a')];
    const other = [places.enter('b'), places.enter('b'), places.enter('b')];

    expect([first, other].map((taken) => taken.map((place) => place !== undefined))).toEqual([
      [true, true, false],
      [true, true, false],
    ]);
  });

  it('are handed on to who waits, first come, first served', async () => {
    const places = placesOf(1);
    const held = places.enter('a')!;
    const [first, second] = [places.turn('a'), places.turn('a')];

    expect(places.leave(held)).toBe(true);

    const place = (await first)!;
    expect(await settled(second)).toBeUndefined();
    expect(places.leave(place)).toBe(true);
    expect(places.leave((await second)!)).toBe(false);
  });

  it('are waited for no longer than a moment', async () => {
    const places = placesOf(1);
    const held = places.enter('a')!;
    const turn = places.turn('a');

    jest.advanceTimersByTime(500);

    expect(await turn).toBeUndefined();
    expect(places.leave(held)).toBe(false);
  });

  it('are not waited for at all where nobody leaves them', async () => {
    const places = placesOf(2);
    places.enter('a');
    places.enter('a');
    nowMs += 501;

    expect(await settled(places.turn('a'))).toEqual({ place: undefined });
  });

  it('are not waited for behind runs that take long, nor by more than will have their turn', async () => {
    const places = placesOf(2);
    const kept = places.enter('x')!;
    run(places, 300);
    places.enter('x');
    const turns = [places.turn('x'), places.turn('x'), places.turn('x'), places.turn('x')];

    expect(await Promise.all(turns.map(settled))).toEqual([
      undefined,
      undefined,
      undefined,
      { place: undefined },
    ]);
    places.leave(kept);
    expect(await settled(turns[0]!)).toMatchObject({ place: { target: 'x' } });
  });

  it('are left by all who wait at the end', async () => {
    const places = placesOf(1);
    places.enter('a');
    const turns = [places.turn('a'), places.turn('a')];

    places.close();

    expect(await Promise.all(turns)).toEqual([undefined, undefined]);
  });
});

describe('who is sent away', () => {
  it('is to come back one behind the other, at the pace of the target', () => {
    const places = placesOf(2);
    const kept = places.enter('x');
    run(places, 8_000);
    places.enter('x');

    const delays = [1, 2, 3, 4].map(() => places.delayMs('x'));

    expect(kept).toBeDefined();
    expect(delays).toEqual([4_000, 8_000, 12_000, 16_000]);
  });

  it('is to come back soon to a target that is quick, and never late', () => {
    const places = placesOf(1);
    places.enter('quick');
    places.enter('hanging');
    expect(places.delayMs('quick')).toBe(1_000);

    nowMs += 20_000;

    expect([1, 2, 3].map(() => places.delayMs('hanging'))).toEqual([20_000, 30_000, 30_000]);
    expect(places.delayMs('nobody there')).toBe(1_000);
  });
});
