import type { DedupeKey } from '@millwright/contracts';
import { sha256Hex, type JsonPath } from '@millwright/kernel';
import type { DeliveryBody } from '../providers/delivery-body.ts';
import { headerValues } from '../signatures/header-values.ts';
import type { Dedupe } from '../webhook.entity.ts';
import { dedupePathsOf } from './dedupe-paths.ts';

const DAY_S = 86_400;

/** A delivery that was let in, as far as it may be a duplicate. */
export interface DedupedDelivery {
  /** Lower-case name → the values of its lines. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: DeliveryBody;
  /** The request's body as it came, still packed. */
  readonly bytes: Uint8Array;
  /** The sender's own. */
  readonly deliveryId: string | undefined;
  /** Its place among several in one request, which have headers and bytes in common; undefined: it is alone. */
  readonly index: number | undefined;
}

type ValueOf = (delivery: DedupedDelivery) => string | undefined;

/** What makes a webhook's requests duplicates, ready for use: prepared once, when its route is loaded. */
export class DedupeRule {
  private readonly valueOf: ValueOf;

  constructor(
    private readonly by: string,
    private readonly windowSeconds: number,
  ) {
    this.valueOf = valueBy(by);
  }

  /**
   * The key that a delivery shares with its duplicates; undefined: it is nobody's. What the values mean is part of it,
   * so that another rule begins anew.
   */
  keyOf(delivery: DedupedDelivery): DedupeKey | undefined {
    const value = this.valueOf(delivery);
    if (value === undefined || value === '') return undefined;
    return { key: sha256Hex(`${this.by}\n${value}`), window_seconds: this.windowSeconds };
  }
}

/** The rule of a webhook; null: by the sender's own ids, for a day. Undefined: nothing is a duplicate. */
export function dedupeRuleOf(dedupe: Dedupe | null): DedupeRule | undefined {
  const { by, window_seconds } = dedupe ?? { by: 'delivery-id', window_seconds: DAY_S };
  return window_seconds === 0 ? undefined : new DedupeRule(by, window_seconds);
}

function valueBy(by: string): ValueOf {
  const [kind = ''] = by.toLowerCase().split(':', 1);
  const rest = by.slice(kind.length + 1);
  switch (kind) {
    case 'delivery-id':
      return ({ deliveryId }) => deliveryId;
    case 'body-sha256':
      return (delivery) => among(delivery, sha256Hex(delivery.bytes));
    case 'path':
      return valueAt(dedupePathsOf(rest) ?? []);
    default:
      return headerOf(rest.toLowerCase());
  }
}

const headerOf =
  (name: string): ValueOf =>
  (delivery) =>
    among(delivery, headerValues(delivery.headers, name).join());

/** All of the values, or none: half of a key is another's. */
const valueAt =
  (paths: readonly JsonPath[]): ValueOf =>
  ({ body }) => {
    const values = paths.map((path) => body.at(...path));
    if (values.length === 1) return values[0];
    return values.includes(undefined) ? undefined : JSON.stringify(values);
  };

const among = ({ index }: DedupedDelivery, value: string | undefined): string | undefined =>
  index === undefined || !value ? value : `${index}:${value}`;
