import { CacheEndpoint, CacheEntry } from '@millwright/cache';
import { Event } from '@millwright/event';
import { Webhook } from '@millwright/webhook';

/** Every entity of the stores that ingress uses. */
export const ingressEntities = [CacheEndpoint, CacheEntry, Event, Webhook];
