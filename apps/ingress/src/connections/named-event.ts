import { isTopic, isUserTopic } from '@millwright/event';
import {
  isUuid,
  JsonSyntaxError,
  jsonMembersOf,
  RawJson,
  stringifyJson,
  validateJson,
  type Id,
} from '@millwright/kernel';
import type { IntakeLimits } from '@millwright/webhook';
import { type InboundEvent, InboundFault } from './inbound-event.ts';

type Members = ReadonlyMap<string, RawJson>;

/**
 * Reads `{topic, data, task_id?}`, the way in which services name their events themselves. A Connection of type
 * `shopify` speaks for Flow, which makes `user/…` events; any other type has the domain of its own name.
 */
export function namedEventOf(
  bytes: Buffer,
  type: string,
  limits: IntakeLimits,
): InboundEvent | InboundFault {
  const members = membersIn(bytes.toString(), limits);
  if (members instanceof InboundFault) return members;
  const isFlow = type === 'shopify';
  const topic = textIn(members, 'topic') ?? '';
  const isOwn = isFlow ? isUserTopic(topic) : isTopic(topic) && topic.startsWith(`${type}/`);
  if (!isOwn) {
    const domain = isFlow ? 'user' : type;
    return new InboundFault(
      `topic must be ${domain}/<subject>/<verb>, of letters, digits and _ . -`,
    );
  }
  const taskId = isFlow ? taskIdIn(members) : null;
  if (taskId instanceof InboundFault) return taskId;
  const data = members.get('data') ?? new RawJson('null');
  return {
    ...{ topic, taskId, hint: null, source: isFlow ? 'shopify' : 'connection' },
    data: isFlow ? flowDataOf(data, limits) : data,
  };
}

function membersIn(text: string, { jsonDepth, jsonKeys }: IntakeLimits): Members | InboundFault {
  try {
    validateJson(text, jsonDepth, jsonKeys);
    const members = jsonMembersOf(text, jsonDepth);
    return members ?? new InboundFault('the body must be an object with topic and data');
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return new InboundFault(`the body is no JSON: ${error.message}`);
  }
}

/** Flow writes data as text that holds JSON. Of text that holds none the event tells, so that nothing is lost. */
function flowDataOf(data: RawJson, { jsonDepth, jsonKeys }: IntakeLimits): RawJson {
  const text = textOf(data);
  if (text === undefined) return data;
  try {
    validateJson(text, jsonDepth, jsonKeys);
    return new RawJson(text.trim());
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const { message } = error;
    return new RawJson(stringifyJson({ __error: { message, invalid_event_data_json: text } }));
  }
}

function taskIdIn(members: Members): Id | null | InboundFault {
  const given = members.get('task_id');
  if (given === undefined || given.text === 'null') return null;
  const id = textOf(given) ?? '';
  return isUuid(id) ? id.toLowerCase() : new InboundFault('task_id must be the id of a task');
}

const textIn = (members: Members, name: string): string | undefined => {
  const member = members.get(name);
  return member && textOf(member);
};

const textOf = ({ text }: RawJson): string | undefined =>
  text.startsWith('"') ? (JSON.parse(text) as string) : undefined;
