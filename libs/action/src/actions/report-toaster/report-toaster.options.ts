import type { JsonValue } from '@millwright/kernel';
import { objectOptions } from '../../options/object-options.ts';
import { optional, required, type Read } from '../../options/option.ts';
import type { OptionFault, OptionsSchema } from '../../options/options-schema.ts';
import { asList } from '../../options/readers.ts';
import { accountOption } from '../integration/integration.options.ts';
import { asChangedOrder, asReport } from './report-toaster.items.ts';

/** What Report Toaster is asked: its own options, as it takes them. */
export interface ReportToasterOptions {
  account: string | undefined;
  request: ReadonlyMap<string, JsonValue>;
}

/** The options that each operation takes; of several it takes one. */
const OPERATIONS = { report: ['reports', 'batch'], update: ['Order'] } as const;
type Operation = keyof typeof OPERATIONS;

const asOperation: Read<Operation> = (value, refuse) =>
  typeof value === 'string' && Object.hasOwn(OPERATIONS, value)
    ? (value as Operation)
    : refuse(`must be one of ${Object.keys(OPERATIONS).join(', ')}`);

const fields = objectOptions({
  account: accountOption,
  operation: required('`report` or `update`.', asOperation),
  reports: optional('For `report`: array of `{id, file, meta}`.', asList(asReport)),
  batch: optional('Another name of `reports`.', asList(asReport)),
  Order: optional(
    'For `update`: array of `{id, shipping_cost, transaction_fees}`.',
    asList(asChangedOrder),
  ),
});

/** The options of the report_toaster action. */
export const reportToasterOptions: OptionsSchema<ReportToasterOptions> = {
  fields: fields.fields,
  read(value) {
    const reading = fields.read(value);
    if (!reading.ok) return reading;
    const { account, operation, ...lists } = reading.options;
    const names: readonly (keyof typeof lists)[] = OPERATIONS[operation];
    const given = names.filter((name) => lists[name] !== undefined);
    if (given.length !== 1) return { ok: false, code: 'invalid_options', faults: [oneOf(names)] };
    const [name] = given;
    const unused = Object.entries(lists).filter(
      ([other, list]) => other !== name && list !== undefined,
    );
    const warnings = unused.map(([other]) => `options.${other}: not for ${operation}, ignored`);
    return {
      ok: true,
      options: {
        account,
        request: new Map<string, JsonValue>([
          ['operation', operation],
          [name!, lists[name!]!],
        ]),
      },
      warnings: [...reading.warnings, ...warnings],
    };
  },
};

const oneOf = (names: readonly string[]): OptionFault => ({
  path: `options.${names[0]}`,
  message: names.length === 1 ? 'is required' : `is required; or ${names[1]}, not both`,
});
