import { currencies, type Currency } from '../values/currencies.data.ts';
import { decimalOf } from '../values/decimal.ts';
import { isNil } from '../values/equality.ts';
import { withoutMatch } from '../values/match.ts';
import { majorUnitsOf, moneyText } from '../values/money-text.ts';
import { separatorsOf, type NumberSeparators } from '../values/number-separators.ts';
import { filterError, textIn, type FilterScope } from './filter-scope.ts';
import { workspaceSetting } from './workspace-setting.ts';

/** An amount in major units as money, by default in the Workspace's currency and locale. */
export function currency(this: FilterScope, input: unknown, code: unknown = null): string {
  const [, money] = currencyIn(this, 'currency', isNil(code) ? '' : textIn(this, code));
  const locale = this.options.get('locale');
  const separators = separatorsIn(this, 'currency', isNil(locale) ? '' : textIn(this, locale));
  return moneyText(decimalOf(input), money, separators);
}

/**
 * An amount as money of the Workspace's currency, with its code. Text with a decimal point is in major units; numbers
 * and other text are in the currency's smallest ones.
 */
export function money_with_currency(this: FilterScope, input: unknown): string {
  const [code, money] = currencyIn(this, 'money_with_currency', '');
  const amount = decimalOf(input);
  const text = withoutMatch(input);
  const isMajor = typeof text === 'string' && text.includes('.');
  const separators = separatorsIn(this, 'money_with_currency', '');
  return `${moneyText(isMajor ? amount : majorUnitsOf(amount, money), money, separators)} ${code}`;
}

function currencyIn(scope: FilterScope, filter: string, given: string): [string, Currency] {
  const code = (given || workspaceSetting(scope, 'currency') || 'USD').toUpperCase();
  const found = currencies.get(code);
  if (!found) {
    throw filterError(`${filter}: unknown currency "${code.slice(0, 60)}", use a code such as EUR`);
  }
  return [code, found];
}

function separatorsIn(scope: FilterScope, filter: string, given: string): NumberSeparators {
  const locale = given || workspaceSetting(scope, 'primary_locale') || 'en';
  const found = separatorsOf(locale);
  if (!found) {
    throw filterError(
      `${filter}: unknown locale "${locale.slice(0, 60)}", use one such as en or pt-BR`,
    );
  }
  return found;
}
