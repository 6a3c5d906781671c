import { parseTemplate } from '@millwright/liquid';
import { currentKeyOf } from '../keys/opened-key.ts';
import { isValidSecret, keptSecretOf, secretRuleOf } from '../keys/secret.ts';
import { draftSecrets, type SecretsDraft } from './draft-secrets.ts';
import type { EndpointFault } from './endpoint-fault.ts';
import { urlFaultOf, type EndpointRules } from './endpoint-rules.ts';
import { noSecrets } from './endpoint-secrets.ts';
import type { EndpointSecrets, EndpointSettings } from './endpoint-settings.ts';
import type { Endpoint } from './endpoint.entity.ts';
import type { EndpointFields, EndpointPatch } from './endpoint.schema.ts';
import type { SendableEndpoint } from './sendable-endpoint.ts';

/** An endpoint's settings as its row has them. */
export type EndpointColumns = Pick<
  Endpoint,
  | 'name'
  | 'description'
  | 'url'
  | 'enabled'
  | 'topics'
  | 'format'
  | 'mode'
  | 'ordering'
  | 'settings'
>;

/** What an endpoint is to be. */
export interface EndpointDraft {
  columns: EndpointColumns;
  /** Undefined: what lies sealed stays as it is. */
  secrets: EndpointSecrets | undefined;
  /** A signing secret that was given; undefined: none was. */
  secret: string | undefined;
}

/** Works out a new endpoint, or says what is wrong. */
export const draftNew = (given: EndpointFields, rules: EndpointRules) =>
  draft(given, given, { settings: nothingSealed, secrets: noSecrets }, rules);

/** Works out a changed endpoint, or says what is wrong. Only what is given is judged anew. */
export function draftChanged(
  { endpoint, secrets, keys }: SendableEndpoint,
  given: EndpointPatch,
  rules: EndpointRules,
): EndpointDraft | EndpointFault[] {
  const touched = sealedFields.filter((field) => given[field] !== undefined);
  if (secrets === null && touched.length > 0 && touched.length < sealedFields.length) {
    const message = `what is kept cannot be opened with the configured keys: give ${sealedFields.join(', ')} together`;
    return touched.map((path) => ({ path, message }));
  }
  const { settings, ...columns } = endpoint;
  const whole = { ...columns, ...settings, ...withoutUndefined(given) };
  const drafted = draft(whole, given, { settings, secrets: secrets ?? noSecrets }, rules);
  if (Array.isArray(drafted)) return drafted;
  const isUnfit =
    given.secret === undefined && !isValidSecret(whole.format, currentKeyOf(keys)?.secret ?? '');
  if (given.format !== undefined && isUnfit) {
    const message = `the present one does not fit the format, so give another: ${secretRuleOf(whole.format)}`;
    return [{ path: 'secret', message }];
  }
  return { ...drafted, secrets: touched.length === 0 ? undefined : drafted.secrets };
}

const sealedFields = ['headers', 'auth', 'client_certificate'] as const;

const nothingSealed: SecretsDraft['settings'] = {
  header_names: [],
  auth: { type: 'none' },
  client_certificate: null,
};

type Whole = Omit<EndpointFields, (typeof sealedFields)[number] | 'secret'>;

function draft(
  whole: Whole,
  given: EndpointPatch,
  sealed: SecretsDraft,
  rules: EndpointRules,
): EndpointDraft | EndpointFault[] {
  const faults = [...faultsOfGiven(given, rules), ...faultsTogether(whole, given)];
  const { settings, secrets } = draftSecrets(sealed, given, faults);
  const secret = given.secret === undefined ? undefined : keptSecretOf(whole.format, given.secret);
  if (given.secret !== undefined && secret === undefined) {
    faults.push({ path: 'secret', message: secretRuleOf(whole.format) });
  }
  return faults.length > 0 ? faults : { columns: columnsOf(whole, settings), secrets, secret };
}

/** Faults of single fields that the schema cannot see. */
function faultsOfGiven(given: EndpointPatch, rules: EndpointRules): EndpointFault[] {
  const faults: EndpointFault[] = [];
  const judge = (path: string, url: string | undefined): void => {
    const message = url === undefined ? undefined : urlFaultOf(rules, url);
    if (message !== undefined) faults.push({ path, message });
  };
  judge('url', given.url);
  judge('auth.token_url', given.auth?.type === 'oauth2' ? given.auth.token_url : undefined);
  const unparsable = given.transformation ? parseTemplate(given.transformation) : undefined;
  if (unparsable !== undefined) faults.push({ path: 'transformation', ...unparsable });
  return faults;
}

/** Faults of fields that do not go together. */
function faultsTogether(whole: Whole, given: EndpointPatch): EndpointFault[] {
  const faults: EndpointFault[] = [];
  if (whole.mode === 'batched' && whole.ordering_key !== null) {
    const message = 'cannot be with batched: a batch has events of several keys';
    faults.push({ path: 'ordering_key', message });
  }
  if (whole.verify_origin && whole.format !== 'cloudevents') {
    faults.push({ path: 'verify_origin', message: 'is for the format cloudevents alone' });
  }
  if ((given.connect_timeout_s ?? 0) > whole.timeout_s) {
    faults.push({ path: 'connect_timeout_s', message: `is at most timeout_s, ${whole.timeout_s}` });
  }
  return faults;
}

const USUAL_CONNECT_TIMEOUT_S = 5;

function columnsOf(whole: Whole, sealed: SecretsDraft['settings']): EndpointColumns {
  const { name, description, url, enabled, topics, format, mode, ordering } = whole;
  const connect = whole.connect_timeout_s ?? USUAL_CONNECT_TIMEOUT_S;
  const settings: EndpointSettings = {
    type_names: whole.type_names,
    exclude_fields: whole.exclude_fields,
    filter: whole.filter,
    transformation: whole.transformation,
    batch_limit: whole.batch_limit,
    batch_interval_s: whole.batch_interval_s,
    batch_order: whole.batch_order,
    signature: whole.signature,
    http_signature: whole.http_signature,
    ...sealed,
    timeout_s: whole.timeout_s,
    connect_timeout_s: Math.min(connect, whole.timeout_s),
    retry_schedule: whole.retry_schedule,
    rate_limit: whole.rate_limit,
    concurrency: whole.concurrency,
    ordering_key: whole.ordering_key,
    on_exhausted: whole.on_exhausted,
    auto_disable: whole.auto_disable,
    verify_origin: whole.verify_origin,
    notice_emails: whole.notice_emails,
  };
  return { name, description, url, enabled, topics, format, mode, ordering, settings };
}

type Defined<Fields> = { [Name in keyof Fields]: Exclude<Fields[Name], undefined> };

const withoutUndefined = <Fields extends object>(fields: Fields): Defined<Fields> =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Defined<Fields>;
