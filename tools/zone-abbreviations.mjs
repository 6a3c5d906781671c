// Writes the table of time zone abbreviations for the `date` filter from this machine's time zone database (zdump and
// tzdata.zi, as Debian's tzdata has them). Run by hand when the database changes: node tools/zone-abbreviations.mjs
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const DATABASE = '/usr/share/zoneinfo/tzdata.zi';
const FIRST_YEAR = 1969;
const LAST_YEAR = 2038;
const TRANSITION =
  /^\S+\s+\w{3} (\w{3})\s+(\d+) ([\d:]+) (\d+) UT = .* (\S+) isdst=\d gmtoff=(-?\d+)$/;
const NUMERIC = /^[+-]\d+$/;

const [version, ...lines] = readFileSync(DATABASE, 'utf8').split('\n');
const zoneNames = lines
  .map((line) => line.split(' '))
  .flatMap(([kind, a, b]) => (kind === 'Z' ? [a] : kind === 'L' ? [b] : []))
  .sort();

/** What a zone was called at each of its changes: epoch seconds, offset in seconds, abbreviation. */
function changesOf(zone) {
  const text = execFileSync('zdump', ['-v', '-c', `${FIRST_YEAR},${LAST_YEAR}`, zone], {
    encoding: 'utf8',
  });
  const changes = text.split('\n').flatMap((line) => {
    const [, month, day, time, year, name, offset] = TRANSITION.exec(line) ?? [];
    if (!month) return [];
    return [[Date.parse(`${day} ${month} ${year} ${time} UTC`) / 1000, Number(offset), name]];
  });
  return changes.length > 0 ? changes : [unchanged(zone)];
}

function unchanged(zone) {
  const [name, sign, hours, minutes] = execFileSync('date', ['-d', '@0', '+%Z %z'], {
    encoding: 'utf8',
    env: { ...process.env, TZ: zone },
  })
    .trim()
    .replace(/ ([+-])(\d\d)(\d\d)$/, ' $1 $2 $3')
    .split(' ');
  return [0, Number(`${sign}1`) * (Number(hours) * 3600 + Number(minutes) * 60), name];
}

/** `-300=EST -240=EDT`: minutes ahead of UTC and their name; another name from a moment on after `@`. */
function specificationOf(zone) {
  const byOffset = new Map();
  for (const [moment, offset, name] of changesOf(zone)) {
    if (offset % 60 !== 0) continue;
    const names = byOffset.get(offset / 60) ?? [];
    if (names.at(-1)?.[1] !== name) names.push([moment, name]);
    byOffset.set(offset / 60, names);
  }
  return [...byOffset]
    .filter(([, names]) => names.some(([, name]) => !NUMERIC.test(name)))
    .map(([minutes, [[, first], ...later]]) =>
      [`${minutes}=${first}`, ...later.map(([at, name]) => `${at}=${name}`)].join('@'),
    )
    .join(' ');
}

const zonesOf = new Map();
for (const zone of zoneNames) {
  const specification = specificationOf(zone);
  if (specification === '') continue;
  zonesOf.set(specification, [...(zonesOf.get(specification) ?? []), zone]);
}

writeFileSync(
  new URL('../libs/liquid/src/values/zone-abbreviations.data.ts', import.meta.url),
  `// Written by tools/zone-abbreviations.mjs from the IANA time zone database${version.replace('#', ',')}; do not edit.

/**
 * Zones by what their clocks are called: \`minutes ahead of UTC=name\`, after \`@\` another name for the same offset from
 * an epoch second on. Zones that have numbers for names are left out.
 */
export const zonesByAbbreviations: Readonly<Record<string, string>> = {
${[...zonesOf].map(([specification, zones]) => `  '${specification}':\n    '${zones.join(' ')}',`).join('\n')}
};
`,
);
