import type { EndpointFormat } from '../endpoints/endpoint.entity.ts';
import type { Body, BodyFormat } from './body-format.ts';
import { cloudevents } from './cloudevents.format.ts';
import { mautic } from './mautic.format.ts';
import { raw } from './raw.format.ts';
import { standard } from './standard.format.ts';

/** The ways to make a body, by name. */
export const bodyFormats: Readonly<Record<EndpointFormat, BodyFormat>> = {
  mautic,
  standard,
  cloudevents,
  raw,
};

/** The bytes of a stored body, as every attempt sends them. */
export const bytesOfBody = ({ json, isText }: Body): Buffer =>
  Buffer.from(isText ? (JSON.parse(json) as string) : json);

/** How many bytes {@link bytesOfBody} gives. */
export const sizeOfBody = ({ json, isText }: Body): number =>
  Buffer.byteLength(isText ? (JSON.parse(json) as string) : json);

/** What a body says that it is. */
export function contentTypeOf(
  format: EndpointFormat,
  { isBatched, isText }: { isBatched: boolean; isText: boolean },
): string {
  const { immediate, batched, text } = bodyFormats[format].contentType;
  if (isBatched) return batched;
  return isText ? text : immediate;
}
