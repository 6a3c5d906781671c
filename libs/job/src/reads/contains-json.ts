import { JsonNumber, type JsonValue } from '@millwright/kernel';

/**
 * Whether JSON contains other JSON: every member of an object, an equal or containing item for every item of an array;
 * numbers by their value. An array also contains a single text, number, boolean or null.
 */
export function containsJson(value: JsonValue, part: JsonValue): boolean {
  if (part instanceof Map) {
    return (
      value instanceof Map &&
      [...part].every(([name, wanted]) => {
        const member = value.get(name);
        return member !== undefined && isWithin(member, wanted);
      })
    );
  }
  if (!Array.isArray(value)) return isWithin(value, part);
  const parts = Array.isArray(part) ? part : [part];
  return parts.every((wanted) => value.some((item) => isWithin(item, wanted)));
}

/** As {@link containsJson}, below the top: there an array does not contain what is no array. */
const isWithin = (value: JsonValue, part: JsonValue): boolean => {
  if (part instanceof Map || Array.isArray(part)) {
    return Array.isArray(value) === Array.isArray(part) && containsJson(value, part);
  }
  if (Array.isArray(value) || value instanceof Map) return false;
  return value === part || (isNumber(value) && isNumber(part) && isSameNumber(value, part));
};

type JsonNumeric = number | JsonNumber;

const isNumber = (value: JsonValue): value is JsonNumeric =>
  typeof value === 'number' || value instanceof JsonNumber;

/** By their digits, of which a double would lose some: sign, digits without zeros at the ends, and the exponent. */
const isSameNumber = (one: JsonNumeric, other: JsonNumeric): boolean =>
  digitsOf(String(one)) === digitsOf(String(other));

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

function digitsOf(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const power = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign}${significant}e${power}`;
}
