import type { Temporal } from 'temporal-polyfill';
import { zonesByAbbreviations } from './zone-abbreviations.data.ts';

const specificationOfZone: ReadonlyMap<string, string> = new Map(
  Object.entries(zonesByAbbreviations).flatMap(([specification, zones]) =>
    zones.split(' ').map((zone) => [zone.toLowerCase(), specification] as const),
  ),
);

/** What the clocks of its zone are called at a moment: `EDT`, `JST`, or `+03` where they have no name. */
export function zoneAbbreviationAt(moment: Temporal.ZonedDateTime): string {
  const minutes = moment.offsetNanoseconds / 60e9;
  const specification = specificationOfZone.get(moment.timeZoneId.toLowerCase()) ?? '';
  const names = specification.split(' ').find((names) => names.startsWith(`${minutes}=`));
  if (names === undefined) return moment.offset.replace(/:00$/, '').replace(':', '');
  const seconds = moment.epochMilliseconds / 1000;
  const [first = '', ...later] = names.split('@');
  const last = later.findLast((entry) => Number(entry.split('=')[0]) <= seconds);
  return (last ?? first).split('=')[1] ?? '';
}
