/** What stands between thousands, and before the fraction. */
export interface NumberSeparators {
  readonly thousands: string;
  readonly fraction: string;
}

// As Rails writes money in these locales, with ordinary spaces; a region that is not named writes like its language.
const LOCALES: readonly (readonly [thousands: string, fraction: string, locales: string])[] = [
  [
    ',',
    '.',
    'am bn cy en es-419 es-CR es-DO es-GT es-HN es-MX es-NI es-PA es-PE es-PR es-SV es-US fa fil gd he hi ja km kn ko mg ml mn mr ms ne or pa sw ta te th tl ug ur yue zh',
  ],
  [
    '.',
    ',',
    'az bs ca da de dsb el es eu fo fy gl hr hsb id is it lb lo lv mk nl pt ro sc sl sr tr vi wo',
  ],
  [' ', ',', 'af be bg cs eo et fi fr hu hy ka kk lt nb nn no pl rm ru sk sq sv tt uk uz'],
  ["'", '.', 'de-CH de-LI fr-CH gsw it-CH'],
  ['،', '.', 'ar'],
];

const separatorsOfLocale: ReadonlyMap<string, NumberSeparators> = new Map(
  LOCALES.flatMap(([thousands, fraction, locales]) =>
    locales.split(' ').map((locale) => [locale.toLowerCase(), { thousands, fraction }] as const),
  ),
);

/** The separators of a locale such as `en`, `pt-BR` or `zh_TW`; undefined for one that is not known. */
export function separatorsOf(locale: string): NumberSeparators | undefined {
  if (!/^[a-z]{2,3}(?:[-_][a-z\d]{2,8}){0,3}$/i.test(locale)) return undefined;
  const name = locale.toLowerCase().replaceAll('_', '-');
  return separatorsOfLocale.get(name) ?? separatorsOfLocale.get(name.split('-')[0]!);
}
