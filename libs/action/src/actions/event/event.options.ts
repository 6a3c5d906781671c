import { isUserTopic } from '@millwright/event';
import { type Id, isUuid, JsonNumber, type JsonValue, stringifyJson } from '@millwright/kernel';
import { objectOptions } from '../../options/object-options.ts';
import { optional, type Read, required } from '../../options/option.ts';
import type { OptionsSchema } from '../../options/options-schema.ts';
import { asJson, asList, asText } from '../../options/readers.ts';
import { isTime, type TimeToRead } from './time-to-read.ts';

const asUserTopic: Read<string> = (value, refuse) => {
  const topic = asText(value, refuse);
  return isUserTopic(topic)
    ? topic
    : refuse('must be user/<subject>/<verb>, of letters, digits and _ . -, at most 200 characters');
};

const asTaskId: Read<Id> = (value, refuse) => {
  const id = asText(value, refuse);
  return isUuid(id) ? id.toLowerCase() : refuse('must be the id of a task');
};

const asTime: Read<TimeToRead> = (value, refuse) => {
  const time = value instanceof JsonNumber ? value.valueOf() : value;
  return isTime(time) ? time : refuse(NO_TIME);
};

/** What is said of a time that cannot be read. */
export const NO_TIME = 'must be Unix seconds or a date, such as 2030-01-31T12:00:00Z';

const fields = objectOptions({
  topic: required('`user/<subject>/<verb>`.', asUserTopic),
  data: optional(
    'Any JSON, as large as the setting max_event_data_bytes allows. Default null.',
    asJson,
  ),
  run_at: optional('Unix seconds, or a date as text. Default now; the past means at once.', asTime),
  task_id: optional('Only this task may respond.', asTaskId),
  task_ids: optional('Only these tasks may respond.', asList(asTaskId)),
});

/** An event to make. `data` is exact JSON text, `runAt` is left out for now. */
export interface EventOptions {
  topic: string;
  data: string;
  runAt?: TimeToRead;
  taskIds?: readonly Id[];
  /** Which option named the tasks. */
  taskPath: 'task_id' | 'task_ids';
}

/** The options of the event action. */
export const eventOptions: OptionsSchema<EventOptions> = {
  fields: fields.fields,
  read(value: JsonValue) {
    const reading = fields.read(value);
    if (!reading.ok) return reading;
    const { topic, data, run_at, task_id, task_ids } = reading.options;
    if (task_id !== undefined && task_ids !== undefined) {
      const fault = {
        path: 'options.task_ids',
        message: 'must not be given together with task_id',
      };
      return { ok: false, code: 'invalid_options', faults: [fault] };
    }
    const taskIds = task_id === undefined ? task_ids : [task_id];
    const options: EventOptions = {
      topic,
      data: stringifyJson(data),
      taskPath: task_id === undefined ? 'task_ids' : 'task_id',
      ...(run_at === undefined ? {} : { runAt: run_at }),
      ...(taskIds === undefined ? {} : { taskIds: [...new Set(taskIds)] }),
    };
    return { ok: true, options, warnings: reading.warnings };
  },
};
