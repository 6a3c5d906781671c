import { jsonMembersOf, RawJson, stringifyJson, type JsonValue } from '@millwright/kernel';
import { typeOf, type BodyEvent, type BodyRules } from './body-event.ts';
import type { BodyFormat, BodyItem } from './body-format.ts';
import { compactJson } from './compact-json.ts';

/**
 * Mautic: an object with one list for each type, in the order of their first items. An item is the data with its time
 * as `timestamp`; a member of that name is overwritten in its place. Source: Mautic developer documentation,
 * "Webhooks".
 */
export const mautic: BodyFormat = {
  itemOf: (event, rules) => ({ type: typeOf(event.topic, rules), text: itemTextOf(event, rules) }),
  bodyOf: (event, rules) => ({
    json: `{${listOf(typeOf(event.topic, rules), [itemTextOf(event, rules)])}}`,
    isText: false,
  }),
  batchOf: (items) =>
    `{${[...byType(items)].map(([type, texts]) => listOf(type, texts)).join(',')}}`,
  frameBytes: '{}'.length,
  bytesOfNewType: (type) => Buffer.byteLength(listOf(type, [])),
  contentType: {
    immediate: 'application/json',
    batched: 'application/json',
    text: 'application/json',
  },
};

function itemTextOf({ data, createdAt }: BodyEvent, rules: BodyRules): string {
  const compact = compactJson(data.text, rules.excluded);
  const members: Map<string, RawJson | JsonValue> =
    jsonMembersOf(compact, Infinity) ?? new Map([['data', new RawJson(compact)]]);
  return stringifyJson(members.set('timestamp', toTheSecond(createdAt)));
}

/** `2018-04-10T15:04:57+00:00`. */
const toTheSecond = (time: Date): string => time.toISOString().replace(/\.\d+Z$/, '+00:00');

const listOf = (type: string, texts: readonly string[]): string =>
  `${JSON.stringify(type)}:[${texts.join(',')}]`;

function byType(items: readonly BodyItem[]): Map<string, string[]> {
  const lists = new Map<string, string[]>();
  for (const { type, text } of items) {
    const list = lists.get(type);
    if (list === undefined) lists.set(type, [text]);
    else list.push(text);
  }
  return lists;
}
