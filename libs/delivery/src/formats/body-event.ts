import type { Id, RawJson } from '@millwright/kernel';

/** What the body of a delivery is made of: one event, its data as its endpoint may see it. */
export interface BodyEvent {
  id: Id;
  topic: string;
  createdAt: Date;
  /** Valid JSON, compact or not. */
  data: RawJson;
}

/** What bodies of one endpoint have in common. */
export interface BodyRules {
  /** Topic by topic the name that stands in the body. */
  typeNames: Readonly<Record<string, string>>;
  /** Dotted paths of members of the data that are left out; missing: none. */
  excluded?: ReadonlySet<string> | undefined;
  /** `<PUBLIC_URL>/w/<workspace>`: the `source` of CloudEvents. */
  source: string;
}

/** The name by which a body calls an event's topic. */
export const typeOf = (topic: string, { typeNames }: BodyRules): string =>
  Object.hasOwn(typeNames, topic) ? typeNames[topic]! : topic;
