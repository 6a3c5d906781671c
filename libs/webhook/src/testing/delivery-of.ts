import { DeliveryBody } from '../providers/delivery-body.ts';
import { jsonIn } from '../providers/json-in.ts';
import type { Delivery } from '../providers/webhook-provider.ts';
import { parseForm } from '../intake/form.ts';
import { utf8 } from '../intake/charset.ts';
import { defaultIntakeLimits } from './intake-limits.ts';

/** A delivery whose body is that JSON. */
export const deliveryOf = (
  json: string,
  headers: Readonly<Record<string, readonly string[]>> = {},
): Delivery => ({ headers, body: jsonIn(Buffer.from(json))! });

/** A delivery whose body is that form. */
export const formDeliveryOf = (form: string): Delivery => ({
  headers: { 'content-type': ['application/x-www-form-urlencoded'] },
  body: new DeliveryBody({ kind: 'hash', hash: parseForm(form, utf8, defaultIntakeLimits) }),
});
