/** Names that an event's subject never takes. */
const reserved = new Set([
  'event',
  'options',
  'input',
  'task',
  'cache',
  'globals',
  'secrets',
  'shop',
  'workspace',
]);

const partners = new Set(['appstle_subscriptions', 'judgeme', 'locksmith', 'report_toaster']);

/** Subjects of `mechanic/user/…` that are resources; the others are a person's own words. */
const resources = new Set([
  'collection',
  'customer',
  'draft_order',
  'order',
  'variant',
  'product',
  'customers',
  'draft_orders',
  'orders',
  'variants',
  'products',
]);

const fixed: ReadonlyMap<string, SubjectVariable> = new Map([
  ['actions', { name: 'action' }],
  ['errors', { name: 'error' }],
  ['emails', { name: 'email' }],
  ['shopify', { name: 'bulkOperation' }],
]);

/** The variable that an event's subject is at hand by. `member`: only that member of the data, else all of it. */
export interface SubjectVariable {
  name: string;
  member?: string;
}

/**
 * The variable of a topic besides `event`; undefined where there is none. An event of a user's own topic that is a
 * webhook of Shopify's has the variable of `shopifyTopic`, as `orders/create`.
 */
export function subjectVariableOf(
  topic: string,
  shopifyTopic?: string,
): SubjectVariable | undefined {
  const isRenamed = shopifyTopic !== undefined && topic.startsWith('user/');
  const found = variableOf((isRenamed ? `shopify/${shopifyTopic}` : topic).split('/'));
  return found !== undefined && isFree(found.name) ? found : undefined;
}

function variableOf([domain = '', subject = '', verb = '']: string[]): SubjectVariable | undefined {
  if (domain === 'mechanic' && subject === 'user') {
    return resources.has(verb) ? { name: verb } : undefined;
  }
  if (domain === 'mechanic') return fixed.get(subject);
  if (domain === 'judgeme' && subject === 'review') return { name: 'review', member: 'review' };
  const hasSubject = domain === 'shopify' || partners.has(domain);
  return hasSubject ? { name: singularOf(subject) } : undefined;
}

const isFree = (name: string): boolean => /^[a-z_]\w*$/i.test(name) && !reserved.has(name);

/** `orders` → `order`, `companies` → `company`, `taxes` → `tax`. */
function singularOf(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return /[^s]s$/.test(word) ? word.slice(0, -1) : word;
}
