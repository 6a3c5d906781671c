import type { BodyEvent, BodyRules } from './body-event.ts';

/** An event as it stands in a body; several go into one when a batch is made. */
export interface BodyItem {
  /** Formats that group their items do so by this. */
  type: string;
  /** Compact JSON. */
  text: string;
}

/** A body: JSON text, or with `isText` the JSON string whose text is the body. */
export interface Body {
  json: string;
  isText: boolean;
}

/** One of the ways to make the body of a delivery. Pure. */
export interface BodyFormat {
  /** The event as one item of a batch. */
  itemOf(event: BodyEvent, rules: BodyRules): BodyItem;
  /** The body of one event. */
  bodyOf(event: BodyEvent, rules: BodyRules): Body;
  /** The body of several, made at a time. */
  batchOf(items: readonly BodyItem[], madeAt: Date): string;
  /** How many bytes {@link batchOf} takes besides its items, before their separators. */
  readonly frameBytes: number;
  /** How many bytes a type costs that no item before had. */
  bytesOfNewType(type: string): number;
  contentType: { immediate: string; batched: string; text: string };
}
