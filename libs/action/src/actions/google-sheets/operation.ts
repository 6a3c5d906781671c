import type { z } from 'zod';
import type { ActionContext } from '../../action.ts';
import { objectOptions } from '../../options/object-options.ts';
import { optional, required } from '../../options/option.ts';
import type { OptionFault, OptionsReading, OptionsSchema } from '../../options/options-schema.ts';
import { asText } from '../../options/readers.ts';
import type { GoogleCalls } from '../google/google-calls.ts';

/** What operations work with. */
export interface SheetsTools {
  google: GoogleCalls;
  context: ActionContext;
}

/** One operation with its options: what the google_sheets action is to do. */
export interface SheetsCall {
  account?: string | undefined;
  /** Whether it may be done again when it is not known what came of it. */
  isRepeatable: boolean;
  /** Answers the result. */
  perform(tools: SheetsTools): Promise<Record<string, unknown>>;
}

/** One thing that can be done with spreadsheets. */
export interface SheetsOperation {
  readonly name: string;
  readonly options: OptionsSchema<SheetsCall>;
}

type OptionsOf<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>>;

/** How an operation is stated. */
export interface OperationStated<Shape extends z.ZodRawShape> {
  name: string;
  shape: Shape;
  /** What is wrong with options that are right each by itself. */
  faultIn?: (options: OptionsOf<Shape>) => OptionFault | undefined;
  isRepeatable: boolean | ((options: OptionsOf<Shape>) => boolean);
  perform: (options: OptionsOf<Shape>, tools: SheetsTools) => Promise<Record<string, unknown>>;
}

const ofAll = {
  account: optional(
    'Name of the Connection of type google; may be left out when there is one.',
    asText,
  ),
  operation: required('What to do.', asText),
};

/** States an operation; what it performs is typed by its options. */
export function operation<Shape extends z.ZodRawShape>({
  name,
  shape,
  faultIn,
  isRepeatable,
  perform,
}: OperationStated<Shape>): SheetsOperation {
  const own = objectOptions(shape);
  const common = objectOptions(ofAll);
  return {
    name,
    options: {
      fields: [...common.fields, ...own.fields],
      read(value) {
        const [general, reading] = [common.read(value), own.read(value)];
        if (!general.ok || !reading.ok) return allFaults([general, reading]);
        const fault = faultIn?.(reading.options);
        if (fault !== undefined) return allFaults([{ ok: false, faults: [fault] }]);
        const call: SheetsCall = {
          account: general.options.account,
          isRepeatable:
            typeof isRepeatable === 'boolean' ? isRepeatable : isRepeatable(reading.options),
          perform: (tools) => perform(reading.options, tools),
        };
        // Unknown is what neither knows.
        const warnings = reading.warnings.filter((warning) => general.warnings.includes(warning));
        return { ok: true, options: call, warnings };
      },
    },
  };
}

const allFaults = (
  readings: readonly ({ ok: true } | { ok: false; faults: OptionFault[] })[],
): OptionsReading<never> => ({
  ok: false,
  code: 'invalid_options',
  faults: readings.flatMap((reading) => (reading.ok ? [] : reading.faults)),
});
