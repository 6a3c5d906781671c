import { typeOf, type BodyEvent, type BodyRules } from './body-event.ts';
import type { BodyFormat } from './body-format.ts';
import { compactJson } from './compact-json.ts';

/** Standard Webhooks: `type`, `timestamp` and `data`. A batch is one such object whose data are the items. */
export const standard: BodyFormat = {
  itemOf(event, rules) {
    const type = typeOf(event.topic, rules);
    return { type, text: `{"id":${JSON.stringify(event.id)},${membersOf(type, event, rules)}}` };
  },
  bodyOf: (event, rules) => ({
    json: `{${membersOf(typeOf(event.topic, rules), event, rules)}}`,
    isText: false,
  }),
  batchOf: (items, madeAt) => frame(items.map(({ text }) => text).join(','), madeAt),
  frameBytes: Buffer.byteLength(frame('', new Date(0))),
  bytesOfNewType: () => 0,
  contentType: {
    immediate: 'application/json',
    batched: 'application/json',
    text: 'application/json',
  },
};

const membersOf = (type: string, { createdAt, data }: BodyEvent, rules: BodyRules): string =>
  `"type":${JSON.stringify(type)},"timestamp":"${createdAt.toISOString()}","data":${compactJson(data.text, rules.excluded)}`;

function frame(items: string, madeAt: Date): string {
  return `{"type":"millwright.batch","timestamp":"${madeAt.toISOString()}","data":[${items}]}`;
}
