import { roundedTo, type Decimal } from './decimal.ts';
import type { Currency } from './currencies.data.ts';
import type { NumberSeparators } from './number-separators.ts';

/**
 * An amount in major units as money: rounded to the currency's smallest unit, half away from zero, its sign between
 * symbol and digits.
 */
export function moneyText(
  amount: Decimal,
  { symbol, isSymbolFirst, subunits }: Currency,
  { thousands, fraction }: NumberSeparators,
): string {
  const places = placesOf(subunits);
  const { digits: units } = roundedTo({ ...amount, digits: amount.digits * BigInt(subunits) }, 0);
  const minor = (units * 10n ** BigInt(places)) / BigInt(subunits);
  const size = (minor < 0n ? -minor : minor).toString().padStart(places + 1, '0');
  const whole = size.slice(0, size.length - places).replace(/\B(?=(?:\d{3})+$)/g, thousands);
  const rest = places > 0 ? fraction + size.slice(-places) : '';
  const number = `${minor < 0n ? '-' : ''}${whole}${rest}`;
  if (symbol === '') return number;
  return isSymbolFirst ? symbol + number : `${number} ${symbol}`;
}

/** Digits after the point that the smallest unit needs. */
const placesOf = (subunits: number): number => Math.ceil(Math.log10(subunits));

/** An amount in smallest units as one in major units. */
export function majorUnitsOf(amount: Decimal, { subunits }: Currency): Decimal {
  const places = placesOf(subunits);
  const digits = amount.digits * (10n ** BigInt(places) / BigInt(subunits));
  return { digits, scale: amount.scale + places, isFloat: amount.isFloat };
}
