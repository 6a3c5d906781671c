import type * as PhoneNumbers from 'libphonenumber-js/max';
import { textIn, type FilterScope } from './filter-scope.ts';
import { loadedLibrary } from './loaded-late.ts';

const phoneNumbersIn = loadedLibrary<typeof PhoneNumbers>('libphonenumber-js/max');
const MAX_CHARACTERS = 250;

/** The digits of a phone number with its country code, `+` or not; nil when there is no such number. */
export function e164(this: FilterScope, input: unknown): string | null {
  const text = textIn(this, input).trim();
  if (text === '' || text.length > MAX_CHARACTERS) return null;
  const { parsePhoneNumberFromString } = phoneNumbersIn(this.meter);
  const number = parsePhoneNumberFromString(text.startsWith('+') ? text : `+${text}`);
  return number?.isValid() ? number.number.slice(1) : null;
}
