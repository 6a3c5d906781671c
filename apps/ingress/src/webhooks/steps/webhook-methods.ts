import { methodsOf, type WebhookProvider } from '@millwright/webhook';

/** The methods that a webhook takes, and how answers name them. */
export interface WebhookMethods {
  readonly taken: readonly string[];
  /** For `Allow`: OPTIONS always, since browsers ask for leave with it. */
  readonly allow: readonly [string, string];
  /** For `Access-Control-Allow-Methods`. */
  readonly forBrowsers: string;
}

const known = new WeakMap<WebhookProvider, WebhookMethods>();
const ofNobody = described(['POST']);

/** Those of a provider; POST alone where there is none. */
export function webhookMethodsOf(provider: WebhookProvider | undefined): WebhookMethods {
  if (provider === undefined) return ofNobody;
  const before = known.get(provider);
  if (before !== undefined) return before;
  const methods = described(methodsOf(provider));
  known.set(provider, methods);
  return methods;
}

function described(taken: readonly string[]): WebhookMethods {
  const others = taken.filter((method) => method !== 'OPTIONS');
  return {
    taken,
    allow: ['allow', [...others, 'OPTIONS'].join(', ')],
    forBrowsers: [...new Set(['POST', ...others])].join(', '),
  };
}
