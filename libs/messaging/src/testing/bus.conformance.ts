import { describe } from '@jest/globals';
import { deliveryConformance } from './delivery.conformance.ts';
import type { OpenBus } from './opened-bus.ts';
import { orderConformance } from './order.conformance.ts';
import { repliesConformance } from './replies.conformance.ts';
import { shutdownConformance } from './shutdown.conformance.ts';
import { verdictConformance } from './verdict.conformance.ts';

/** What every `MessageBus` promises. A bus that has not passed may stand in for none. */
export function busConformance(name: string, open: OpenBus): void {
  describe(`${name} keeps the promises of a message bus`, () => {
    deliveryConformance(open);
    verdictConformance(open);
    orderConformance(open);
    repliesConformance(open);
    shutdownConformance(open);
  });
}
