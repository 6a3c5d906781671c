import { RawJson } from '@millwright/kernel';
import { z } from 'zod';

/**
 * A member that holds any JSON of a stranger's: it is carried as the very text it came in, never parsed and rebuilt.
 * Readers of request bodies find such members by the mark in their metadata.
 */
export const payloadSchema = z
  .instanceof(RawJson, { error: 'any JSON value is expected' })
  .meta({ payload: true, description: 'Any JSON value; kept exactly as it was written.' });
