export { DeliveryCommands, type CommandedDelivery } from './delivery-commands.ts';
export { DeliveryHints, type HintedEndpoint } from './delivery-hints.ts';
export type { DeliveryOutcome, DeliveryRefusal } from './delivery-outcome.ts';
