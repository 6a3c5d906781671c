import type { EventStore, StoredEvent } from '@millwright/event';
import { parseJson, RawJson, stringifyJson, type Id } from '@millwright/kernel';
import { shortRenderLimits, type LiquidPool, type RenderLimits } from '@millwright/liquid';
import type { Database } from '@millwright/database';
import type { Endpoint } from '../../endpoints/endpoint.entity.ts';
import {
  bodyFormats,
  compactJson,
  sizeOfBody,
  type Body,
  type BodyEvent,
} from '../../formats/index.ts';
import { DeliveryError } from '../delivery.errors.ts';
import { eventIdsOf, type DeliveryToSend } from './delivery-to-send.ts';

/** What bodies are rendered with. */
export interface TransformationTools {
  database: Database;
  events: EventStore;
  liquid: Pick<LiquidPool, 'renderText'>;
  /** What scripts of a Workspace may take. */
  limitsOf: (workspaceId: Id) => Promise<RenderLimits>;
  publicUrl: string;
  maxBodyBytes: number;
}

/**
 * The body of a delivery whose endpoint has a template: what it renders of each event takes the place of the data.
 * @throws DeliveryError transformation_failed, payload_too_large
 */
export async function transformedBody(
  tools: TransformationTools,
  { settings }: Pick<Endpoint, 'settings'>,
  delivery: DeliveryToSend,
): Promise<Body> {
  const { transformation, type_names: typeNames, exclude_fields: excluded } = settings;
  const ids = eventIdsOf(delivery);
  const stored = await tools.events.eventsOf(tools.database, ids);
  const byId = new Map(stored.map((event) => [event.envelope.id, event]));
  const left = new Set(excluded);
  const events: BodyEvent[] = [];
  const limits = await limitsOfTemplate(tools, delivery.workspaceId);
  for (const id of ids) {
    const event = byId.get(id);
    if (event === undefined) throw failed(`the event ${id} is not there any more`);
    const seen = { ...event, data: new RawJson(compactJson(event.data.text, left)) };
    const data =
      transformation === null
        ? seen.data
        : await rendered(tools, { source: transformation, limits }, seen, delivery);
    const { topic, created_at } = event.envelope;
    events.push({ id, topic, createdAt: new Date(created_at), data });
  }
  const format = bodyFormats[delivery.format];
  const rules = { typeNames, source: await sourceOf(tools, delivery.workspaceId) };
  const body =
    delivery.eventIds === null
      ? format.bodyOf(events[0]!, rules)
      : {
          json: format.batchOf(
            events.map((event) => format.itemOf(event, rules)),
            delivery.createdAt,
          ),
          isText: false,
        };
  const bytes = sizeOfBody(body);
  if (bytes <= tools.maxBodyBytes) return body;
  const message = `the body has ${bytes} bytes, ${tools.maxBodyBytes} are allowed`;
  throw new DeliveryError('payload_too_large', message);
}

/** The `source` of CloudEvents of a Workspace. */
async function sourceOf({ database, publicUrl }: TransformationTools, id: Id): Promise<string> {
  const [row] = await database.query<{ slug: string }>(
    'select slug from workspaces where id = $1',
    [id],
  );
  return `${publicUrl}/w/${row?.slug ?? id}`;
}

/** Those of the Workspace's scripts; no longer than a moment, as all endpoints share the threads. */
async function limitsOfTemplate(tools: TransformationTools, workspaceId: Id) {
  const limits = await tools.limitsOf(workspaceId);
  return { ...limits, timeMs: Math.min(limits.timeMs, shortRenderLimits.timeMs) };
}

async function rendered(
  { liquid }: TransformationTools,
  { source, limits }: { source: string; limits: RenderLimits },
  { envelope, data }: StoredEvent,
  { format }: DeliveryToSend,
): Promise<RawJson> {
  const { id, topic, created_at } = envelope;
  const context = stringifyJson({
    event: { id, topic, data, source: envelope.source, created_at },
  });
  const outcome = await liquid.renderText({ source, context, limits });
  if (!outcome.ok) {
    const { line, message } = outcome.error;
    throw failed(line === undefined ? message : `${message} (line ${line})`);
  }
  const text = outcome.text.trim();
  if (isJson(text)) return new RawJson(text);
  // Only there the body may be plain text.
  if (format === 'raw') return new RawJson(JSON.stringify(outcome.text));
  throw failed('it did not render JSON; pass values through the json filter');
}

function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}

const failed = (why: string): DeliveryError =>
  new DeliveryError('transformation_failed', `the transformation failed: ${why}`);
