/** The names of three letters that the time zone database has. ICU knows more, and which of them are meant is unclear. */
const SHORT = /^(?:CET|EET|EST|GMT|HST|MET|MST|PRC|ROC|ROK|UCT|UTC|WET)$/i;

/** Whether a name is that of a time zone in the IANA database, such as `Europe/Berlin`. Case does not matter. */
export function isTimeZone(name: string): boolean {
  if (name.length === 3 && !SHORT.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
