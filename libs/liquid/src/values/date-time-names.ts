/** English names, from Sunday, as strftime writes them. */
export const WEEKDAYS: readonly string[] = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
];

/** English names, from January. */
export const MONTHS: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** 1 for `January`, `jan`, `Jan.`; undefined for anything else. */
export const monthNamed = (word: string): number | undefined => placeOf(word, MONTHS, 1);

/** 0 for `Sunday`, `sun`, `Sun.`; undefined for anything else. */
export const weekdayNamed = (word: string): number | undefined => placeOf(word, WEEKDAYS, 0);

function placeOf(word: string, names: readonly string[], first: number): number | undefined {
  const wanted = word.toLowerCase().replace(/\.$/, '');
  const at = names.findIndex((name) => {
    const full = name.toLowerCase();
    return (
      wanted === full || wanted === full.slice(0, 3) || (wanted === 'sept' && full === 'september')
    );
  });
  return at < 0 ? undefined : at + first;
}
