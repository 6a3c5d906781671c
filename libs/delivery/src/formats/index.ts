export { typeOf, type BodyEvent, type BodyRules } from './body-event.ts';
export type { Body, BodyFormat, BodyItem } from './body-format.ts';
export { compactJson } from './compact-json.ts';
export { cutBatches, type BatchLimits } from './cut-batches.ts';
export { bodyFormats, bytesOfBody, contentTypeOf, sizeOfBody } from './formats.ts';
