import { connectionCatalogue, shownFields, type Connection } from '@millwright/connection';
import { z } from 'zod';
import { idSchema, timeSchema } from '../../http/schemas.ts';

/** A Connection in answers: never with its secrets. */
export const connectionAnswer = z
  .object({
    id: idSchema,
    name: z.string(),
    type: z.string(),
    fields: z
      .record(z.string(), z.unknown())
      .meta({ description: 'Those that are no secrets, with their defaults; null: not set.' }),
    secret_fields: z.array(z.string()).meta({ description: 'The secrets that are set, by name.' }),
    inbound_url: z.string().meta({ description: 'Where the service sends its events.' }),
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: 'Connection' });

const inboundToken = z
  .string()
  .meta({ description: 'The bearer token of requests to inbound_url; shown this once.' });

/** A new Connection, with what is shown only now. */
export const newConnectionAnswer = connectionAnswer.extend({ inbound_token: inboundToken });

/** A new inbound token. */
export const inboundTokenAnswer = z.object({ inbound_token: inboundToken });

/** What a test came to. */
export const connectionTestAnswer = z
  .object({
    ok: z.boolean(),
    code: z.string().optional().meta({ description: 'Why not: a code of docs/errors.md.' }),
    message: z.string(),
  })
  .meta({ id: 'ConnectionTest' });

const connectionTypeAnswer = z
  .object({
    type: z.string(),
    title: z.string(),
    default_setting: z
      .string()
      .nullable()
      .meta({ description: 'Names the one meant where none is named.' }),
    fields: z.array(
      z.object({
        key: z.string(),
        label: z.string(),
        type: z.string(),
        required: z.boolean(),
        secret: z.boolean(),
        options: z.array(z.string()).optional(),
        default: z.unknown().optional(),
      }),
    ),
    fields_schema: z
      .record(z.string(), z.unknown())
      .meta({ description: 'JSON Schema of `fields`.' }),
  })
  .meta({ id: 'ConnectionType' });

/** The types, on one page. */
export const connectionTypesPage = z.object({
  data: z.array(connectionTypeAnswer),
  next_cursor: z.null(),
});

/** All of the types. */
export const showConnectionTypes = () => ({ data: connectionCatalogue(), next_cursor: null });

/** A Connection as it is shown. */
export const showConnection =
  (publicUrl: string) =>
  ({ id, name, type, secretFields, inboundId, ...connection }: Connection) => ({
    id,
    name,
    type,
    fields: shownFields({ type, ...connection }),
    secret_fields: secretFields,
    inbound_url: `${publicUrl}/connections/${inboundId}`,
    created_at: connection.createdAt,
    updated_at: connection.updatedAt,
  });
