import { LiquidRunError } from '../liquid.errors.ts';
import type { RunContext } from '../engine/run-context.ts';
import { HostObject } from '../values/host-object.ts';
import { parseValue } from '../values/parse-value.ts';

const TOPIC = 'mechanic/shopify/bulk_operation';
const VARIABLE = 'bulkOperation';
/** The member of an object that names another one, and the one that is it. */
const PARENT_ID = '__parentId';
const PARENT = '__parent';

type Objects = Map<string, unknown>[];

/** `bulkOperation`: what Shopify says of it, and its `objects`, which are fetched when they are asked for. */
export class BulkOperationObject extends HostObject {
  private fetched: Objects | undefined;

  constructor(
    private readonly attributes: ReadonlyMap<string, unknown>,
    private readonly run: RunContext,
  ) {
    super();
  }

  override attribute(key: string): unknown {
    return key === 'objects' ? (this.fetched ??= this.fetch()) : this.attributes.get(key);
  }

  /** Without the objects: they may be many. */
  override data(): ReadonlyMap<string, unknown> {
    return this.attributes;
  }

  private fetch(): Objects {
    const url = this.attributes.get('url');
    const { shop, meter } = this.run;
    // An operation without objects has no address, and previews make no call.
    if (typeof url !== 'string' || !shop) return [];
    const text = meter.outside((leftMs) => shop.objectsAt(url, leftMs));
    const objects = text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => objectIn(line, this.run));
    return withParents(objects);
  }
}

/** Makes of the data of a bulk operation's event the object of scripts. */
export function giveBulkOperation(variables: Record<string, unknown>, run: RunContext): void {
  const event = variables['event'];
  if (!(event instanceof Map) || event.get('topic') !== TOPIC) return;
  const attributes: unknown = event.get('data');
  if (!(attributes instanceof Map) || !(VARIABLE in variables)) return;
  variables[VARIABLE] = new BulkOperationObject(attributes as Map<string, unknown>, run);
}

function objectIn(line: string, { meter }: RunContext): Map<string, unknown> {
  const object = parseValue(line, meter);
  if (object instanceof Map) return object;
  throw new LiquidRunError('liquid_render', 'a line of the bulk operation is no JSON object');
}

/** Each child knows its parent, which Shopify writes before it. */
function withParents(objects: Objects): Objects {
  const byId = new Map<unknown, Map<string, unknown>>();
  for (const object of objects) {
    const id = object.get('id');
    const parent = byId.get(object.get(PARENT_ID));
    if (parent !== undefined) object.set(PARENT, parent);
    if (id !== undefined) byId.set(id, object);
  }
  return objects;
}
