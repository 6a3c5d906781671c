import { draftNew } from '../endpoints/draft-endpoint.ts';
import { usualRules } from '../endpoints/endpoint-rules.ts';
import { endpointCreateSchema } from '../endpoints/endpoint.schema.ts';
import type { EndpointSettings } from '../endpoints/endpoint-settings.ts';

/** The settings of an endpoint as the API stores them when no others are given, but for `more`. */
export function endpointSettings(more: Partial<EndpointSettings> = {}): EndpointSettings {
  const fields = { name: 'E', url: 'https://receiver.example/', topics: ['user/**'] };
  const draft = draftNew(endpointCreateSchema.parse(fields), usualRules);
  if (Array.isArray(draft)) throw new Error(JSON.stringify(draft));
  return { ...draft.columns.settings, ...more };
}
