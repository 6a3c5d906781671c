import type { JsonValue } from '@millwright/kernel';
import { memberAt } from './shop-answer.ts';

const OPERATION = /^gid:\/\/shopify\/BulkOperation\/[\w-]{1,100}$/;

/** Before their end; undefined where the mutation did not ask. */
const TO_END: ReadonlySet<unknown> = new Set(['CREATED', 'RUNNING', 'CANCELING', undefined]);

/** A bulk operation that a mutation gave. */
export interface GivenBulkOperation {
  /** The mutation's name in the answer. */
  field: string;
  /** Its global id; undefined where the mutation did not ask for it. */
  id: string | undefined;
}

/** The bulk operations that the mutations of an answer gave, but for those that have ended: their end is told already. */
export function bulkOperationsIn(answer: JsonValue): GivenBulkOperation[] {
  const data = memberAt(answer, 'data');
  if (!(data instanceof Map)) return [];
  return [...data].flatMap(([field, value]) => {
    const operation = memberAt(value, 'bulkOperation');
    if (!(operation instanceof Map) || !TO_END.has(operation.get('status'))) return [];
    const id = operation.get('id');
    return [{ field, id: typeof id === 'string' && OPERATION.test(id) ? id : undefined }];
  });
}
