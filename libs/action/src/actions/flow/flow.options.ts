import { JsonNumber } from '@millwright/kernel';
import { objectOptions } from '../../options/object-options.ts';
import { defaulted, optional, type Read } from '../../options/option.ts';
import type { OptionsSchema } from '../../options/options-schema.ts';
import { asBoolean, asNumber, asText } from '../../options/readers.ts';

/** Larger ones lose digits on their way through Flow. */
const MAX_NUMBER = Number.MAX_SAFE_INTEGER;
const ID = /^[1-9]\d{0,18}$/;
const GID = /^gid:\/\/shopify\/\w+\/(\d+)/;

/** The number of a resource, with all its digits. */
const asResourceId: Read<JsonNumber> = (value, refuse) => {
  const isNumber = typeof value === 'number' || value instanceof JsonNumber;
  const text = isNumber ? String(value) : value;
  if (typeof text !== 'string') return refuse('must be the number of the resource');
  const [, number] = GID.exec(text) ?? [];
  if (number !== undefined) return refuse(`must be the number alone: ${number}`);
  return ID.test(text) ? new JsonNumber(text) : refuse('must be the number of the resource');
};

const fields = objectOptions({
  customer_id: optional('The number of a customer.', asResourceId),
  product_id: optional('The number of a product.', asResourceId),
  order_id: optional('The number of an order.', asResourceId),
  user_boolean: defaulted('True or false, for the Flow.', asBoolean, false),
  user_email: defaulted('An email address, for the Flow.', asText, 'hey@mechanic.invalid'),
  user_number: defaulted('A number, for the Flow.', asNumber(-MAX_NUMBER, MAX_NUMBER), 0),
  user_string: defaulted('Text, for the Flow.', asText, ''),
  user_url: defaulted('A URL, for the Flow.', asText, 'https://mechanic.invalid/'),
});

/** Which of the four triggers a call is for. */
export type FlowTrigger = 'general' | 'customer' | 'product' | 'order';

/** What is sent to a trigger. `payload` is as Flow takes it, resource and `user_…` together. */
export interface FlowOptions {
  trigger: FlowTrigger;
  payload: Readonly<Record<string, unknown>>;
}

const triggers = ['customer', 'product', 'order'] as const;

/** The options of the flow action. */
export const flowOptions: OptionsSchema<FlowOptions> = {
  fields: fields.fields,
  read(value) {
    const reading = fields.read(value);
    if (!reading.ok) return reading;
    const given = reading.options;
    const named = triggers.filter((trigger) => given[`${trigger}_id`] !== undefined);
    if (named.length > 1) {
      const message = `must not be given together with ${named[0]}_id: a Flow starts with one resource`;
      const faults = [{ path: `options.${named[1]}_id`, message }];
      return { ok: false, code: 'invalid_options', faults };
    }
    const [trigger = 'general'] = named;
    return { ok: true, options: { trigger, payload: given }, warnings: reading.warnings };
  },
};
