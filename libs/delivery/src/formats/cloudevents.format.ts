import { typeOf, type BodyEvent, type BodyRules } from './body-event.ts';
import type { BodyFormat } from './body-format.ts';
import { compactJson } from './compact-json.ts';

/** CloudEvents 1.0 in structured JSON; a batch is an array of events (JSON batch format). */
export const cloudevents: BodyFormat = {
  itemOf: (event, rules) => ({ type: typeOf(event.topic, rules), text: eventOf(event, rules) }),
  bodyOf: (event, rules) => ({ json: eventOf(event, rules), isText: false }),
  batchOf: (items) => `[${items.map(({ text }) => text).join(',')}]`,
  frameBytes: '[]'.length,
  bytesOfNewType: () => 0,
  contentType: {
    immediate: 'application/cloudevents+json; charset=utf-8',
    batched: 'application/cloudevents-batch+json; charset=utf-8',
    text: 'application/cloudevents+json; charset=utf-8',
  },
};

function eventOf({ id, topic, createdAt, data }: BodyEvent, rules: BodyRules): string {
  const attributes = JSON.stringify({
    specversion: '1.0',
    id,
    source: rules.source,
    type: typeOf(topic, rules),
    time: createdAt.toISOString(),
    datacontenttype: 'application/json',
  });
  return `${attributes.slice(0, -1)},"data":${compactJson(data.text, rules.excluded)}}`;
}
