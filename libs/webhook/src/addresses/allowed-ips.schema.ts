import { z } from 'zod';
import { addressRangeOf } from './address-range.ts';

const MAX_RANGES = 100;

const range = z
  .string()
  .toLowerCase()
  .refine(
    (text) => addressRangeOf(text) !== undefined,
    'an IP address or a range of them is expected, such as 192.0.2.7 or 2001:db8::/32',
  );

/** The addresses that may send: at least one, as addresses or CIDRs. */
export const allowedIpsSchema = z
  .array(range)
  .min(1, 'name at least one address, or null for every address')
  .max(MAX_RANGES)
  .meta({
    description:
      'IP addresses and ranges (CIDR) that may send: the address of the client, behind trusted proxies. Null: every address.',
  });
