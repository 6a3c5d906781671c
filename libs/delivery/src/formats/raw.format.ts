import { typeOf } from './body-event.ts';
import type { BodyFormat } from './body-format.ts';
import { compactJson } from './compact-json.ts';

/** The data and nothing else; a text as it is, without quotes. A batch is an array of the data. */
export const raw: BodyFormat = {
  itemOf: (event, rules) => ({
    type: typeOf(event.topic, rules),
    text: compactJson(event.data.text, rules.excluded),
  }),
  bodyOf(event, rules) {
    const json = compactJson(event.data.text, rules.excluded);
    return { json, isText: json.startsWith('"') };
  },
  batchOf: (items) => `[${items.map(({ text }) => text).join(',')}]`,
  frameBytes: '[]'.length,
  bytesOfNewType: () => 0,
  contentType: {
    immediate: 'application/json',
    batched: 'application/json',
    text: 'text/plain; charset=utf-8',
  },
};
