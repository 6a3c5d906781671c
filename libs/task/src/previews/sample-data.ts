import { RawJson, stringifyJson } from '@millwright/kernel';
import type { OptionField } from '../options/option-field.ts';
import { USER_FORM_TOPIC } from '../running/render-context.ts';

/** What samples depend on: the moment of the preview, and the fields of the task's Run form. */
export interface SampleScene {
  nowIso: string;
  fields: readonly OptionField[];
}

/** Built-in data of an event, for a topic of which nothing better is known; undefined for topics of a user's own. */
export function sampleDataOf(topic: string, scene: SampleScene): RawJson | undefined {
  const [domain, subject, verb] = topic.split('/');
  if (domain === 'user') return undefined;
  const sample = sampleOf(topic, scene) ?? domainSample(domain!, subject!, verb!, scene);
  return new RawJson(stringifyJson(sample));
}

function sampleOf(topic: string, { nowIso, fields }: SampleScene): unknown {
  switch (topic) {
    case 'mechanic/user/text':
      return 'sample text';
    case USER_FORM_TOPIC:
      return Object.fromEntries(
        fields.filter(({ userform }) => userform).map((field) => [field.name, enteredIn(field)]),
      );
    case 'mechanic/scheduler/cron':
      return { cron: '0 9 * * *', tz: 'UTC', scheduled_at: nowIso };
    case 'mechanic/actions/perform':
      return { ...sampleAction, run: sampleRun(nowIso, true) };
    case 'mechanic/emails/received':
      return sampleEmail(nowIso);
    case 'mechanic/shopify/bulk_operation':
      return { status: 'COMPLETED', completed_at: nowIso, objects: [] };
    case 'millwright/trigger/call':
      return {};
    case 'millwright/token/expiring':
    case 'millwright/token/expired':
      return { token_prefix: 'aB3dE5gH7j', label: 'ci', owner: 'admin', expiration: nowIso };
    case 'millwright/webhook/lease_ending':
      return { webhook_id: SAMPLE_UUID, name: 'Feed', provider: 'websub', lease_ends_at: nowIso };
    default:
      return undefined;
  }
}

function domainSample(domain: string, subject: string, verb: string, { nowIso }: SampleScene) {
  if (domain === 'mechanic' && subject === 'scheduler') return { scheduled_at: nowIso };
  if (domain === 'mechanic' && subject === 'errors') return sampleError(verb, nowIso);
  if (domain === 'mechanic' && subject === 'user') return userSample(verb, nowIso);
  return domain === 'millwright' ? {} : sampleResource(singular(subject), nowIso);
}

const pickedResources = new Set(['customer', 'draft_order', 'order', 'product', 'variant']);

function userSample(verb: string, nowIso: string): unknown {
  if (verb === 'trigger') return null;
  const isOne = pickedResources.has(verb) || verb === 'collection';
  const resource = sampleResource(singular(verb), nowIso);
  return isOne ? resource : [resource];
}

const SAMPLE_ID = 1234567890;
const SAMPLE_UUID = '6f2d3f2e-6a0b-4d0c-9a55-0e7a4f6f1c11';

/** What resources of shops have in common, and a little of the usual ones. */
const sampleResource = (name: string, nowIso: string): Record<string, unknown> => ({
  id: SAMPLE_ID,
  admin_graphql_api_id: `gid://shopify/${camelCased(name)}/${SAMPLE_ID}`,
  created_at: nowIso,
  updated_at: nowIso,
  ...resourceFields[name],
});

const resourceFields: Readonly<Record<string, Record<string, unknown>>> = {
  order: {
    name: '#1001',
    email: 'customer@example.com',
    total_price: '20.00',
    currency: 'USD',
    tags: '',
    line_items: [{ id: 1, title: 'Sample product', quantity: 2, price: '10.00', sku: 'SAMPLE' }],
    customer: { id: SAMPLE_ID, email: 'customer@example.com' },
  },
  customer: { email: 'customer@example.com', first_name: 'Sam', last_name: 'Sample', tags: '' },
  product: { title: 'Sample product', handle: 'sample-product', tags: '', variants: [{ id: 1 }] },
};

const sampleAction = {
  type: 'http',
  options: { method: 'get', url: 'https://example.com' },
  meta: null,
};

const sampleRun = (nowIso: string, ok: boolean) => ({
  id: '00000000-0000-7000-8000-000000000000',
  ok,
  error: ok ? null : 'sample error',
  result: ok ? { status: 200, body: 'sample' } : null,
  result_meta: null,
  attempts: 1,
  run_at: nowIso,
  enqueued_at: nowIso,
  started_at: nowIso,
  stopped_at: nowIso,
  elapsed_time_ms: 12,
});

function sampleError(kind: string, nowIso: string): unknown {
  const event = {
    id: '00000000-0000-7000-8000-000000000001',
    topic: 'user/sample/created',
    source: 'webhook',
    created_at: nowIso,
    webhook_request_id: null,
    flow_action_run_id: null,
    run: sampleRun(nowIso, kind !== 'event'),
  };
  const filter = { id: '00000000-0000-7000-8000-000000000002', name: 'Sample filter' };
  const task = {
    id: '00000000-0000-7000-8000-000000000003',
    name: 'Sample task',
    path: 'f/tasks/sample-task',
    run: sampleRun(nowIso, kind !== 'task'),
  };
  const action = { ...sampleAction, run: sampleRun(nowIso, false) };
  return {
    message: 'sample error',
    event,
    ...(kind === 'event' ? { filter } : { task }),
    ...(kind === 'action' && { action }),
  };
}

const sampleEmail = (nowIso: string) => ({
  attachments: [],
  cc: '',
  cc_full: [],
  date: nowIso,
  from: 'sender@example.com',
  from_full: { email: 'sender@example.com', name: 'Sample Sender', mailbox_hash: '' },
  from_name: 'Sample Sender',
  headers: [],
  html_body: '<p>Sample message</p>',
  message_id: '00000000-0000-4000-8000-000000000000',
  reply_to: '',
  stripped_text_reply: '',
  subject: 'Sample subject',
  text_body: 'Sample message',
  to: 'task@example.com',
  to_full: [{ email: 'task@example.com', name: '', mailbox_hash: '' }],
});

/** Something that could be entered in a field. */
function enteredIn({ type, element, choices = [], range, email }: OptionField): unknown {
  switch (type) {
    case 'boolean':
      return true;
    case 'number':
      return 1;
    case 'range':
      return range?.min ?? 0;
    case 'array':
      return [element === 'number' ? 1 : 'sample'];
    case 'keyval':
      return { sample: element === 'number' ? 1 : 'sample' };
    case 'date':
      return '2030-01-31';
    case 'time':
      return '09:30';
    case 'datetime':
      return '2030-01-31T09:30';
    case 'color':
      return '#1a2b3c';
    case 'select':
    case 'choice':
      return choices[0] ?? '';
    case 'multiselect':
      return choices.slice(0, 1);
    case 'text':
    case 'multiline':
    case 'code':
    case 'picker':
    case 'global':
    case 'secret':
      return email ? 'somebody@example.com' : 'sample';
  }
}

function singular(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return word.endsWith('s') ? word.slice(0, -1) : word;
}

const camelCased = (name: string): string =>
  name
    .split(/[_.-]/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
