import { SentMarkers } from './sent-markers.ts';

const NOW_MS = 1_800_000_000_000;
const at = (ms: number): Date => new Date(NOW_MS + ms);

describe('the markers that were sent', () => {
  let markers: SentMarkers;
  beforeEach(() => {
    markers = new SentMarkers();
    markers.note('events.0', at(0));
  });

  it('are on their way until they have come out', () => {
    expect(markers.isOnItsWay('events.0', at(-1), at(2_000))).toBe(true);
    expect(markers.isOnItsWay('events.0', at(0), at(2_000))).toBe(false);
    expect(markers.isOnItsWay('events.1', undefined, at(2_000))).toBe(false);
  });

  it('are taken for lost after half a minute', () => {
    expect(markers.isOnItsWay('events.0', undefined, at(29_999))).toBe(true);
    expect(markers.isOnItsWay('events.0', undefined, at(30_000))).toBe(false);
  });

  it('are not waited for once the clock is set back before them', () => {
    expect(markers.isOnItsWay('events.0', undefined, at(-3_600_000))).toBe(false);
  });
});
