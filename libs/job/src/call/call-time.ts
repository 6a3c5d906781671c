// The sign of an offset may come as a space: that is what an unescaped plus means in a query.
const RFC_3339 =
  /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d):(\d\d)(\.\d+)?(?:([Zz])|([+ -])(\d\d):(\d\d))$/;
const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

/**
 * The instant that an RFC 3339 time of a query names, to the millisecond; undefined when the text is none. A leap
 * second is the first second of the next minute.
 */
export function callTimeOf(text: string): Date | undefined {
  const match = RFC_3339.exec(text);
  if (match === null) return undefined;
  const [, day, minute, second, fraction = '', , sign = '+', hours = '0', minutes = '0'] = match;
  const start = new Date(`${day}T${minute}:00.000Z`);
  // Days that a month does not have become those of the next one.
  if (Number.isNaN(start.getTime()) || !start.toISOString().startsWith(`${day}T${minute}`)) {
    return undefined;
  }
  if (Number(second) > 60 || Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
  const withinMs = Number(second) * SECOND_MS + Math.floor(Number(`0${fraction}`) * SECOND_MS);
  return new Date(start.getTime() + withinMs + (sign === '-' ? offsetMs : -offsetMs));
}
