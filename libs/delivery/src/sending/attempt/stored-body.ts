import type { Endpoint } from '../../endpoints/endpoint.entity.ts';
import { sizeOfBody, type Body } from '../../formats/index.ts';
import type { DeliveryToSend } from './delivery-to-send.ts';
import { transformedBody, type TransformationTools } from './transformation.ts';

/**
 * The bytes of a delivery. Those of a template are rendered at the first attempt, and stored before anything is sent:
 * every later attempt and every replay sends the same.
 */
export async function storedBody(
  tools: TransformationTools,
  endpoint: Pick<Endpoint, 'settings'>,
  delivery: DeliveryToSend,
): Promise<Body> {
  if (delivery.body !== null) return { json: delivery.body, isText: delivery.isText };
  const body = await transformedBody(tools, endpoint, delivery);
  const [stored] = await tools.database.query<Body>(
    `update deliveries set body = coalesce(body, $2),
       is_text = case when body is null then $3 else is_text end,
       size_bytes = case when body is null then $4 else size_bytes end
     where id = $1 returning body as json, is_text as "isText"`,
    [delivery.id, body.json, body.isText, sizeOfBody(body)],
  );
  // Gone meanwhile: whoever ends the attempt will find that out.
  return stored ?? body;
}
