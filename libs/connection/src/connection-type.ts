import type { z } from 'zod';

/** The settings of a Workspace that name the Connection meant where none is named. */
export type DefaultSetting = 'default_mail_connection' | 'default_shopify_connection';

/** A kind of service that a Workspace has credentials for. A new one is a file in `types/` and a line in its list. */
export interface ConnectionType<
  Name extends string = string,
  Schema extends z.ZodObject = z.ZodObject,
> {
  /** As in the API and in messages: `smtp`. */
  readonly name: Name;
  /** For people: `SMTP server`. */
  readonly title: string;
  /** Its fields, each described; `.meta({ secret: true })` marks what is sealed and never shown. */
  readonly fields: Schema;
  /** Missing: it has no default. */
  readonly defaultSetting?: DefaultSetting;
}

/** States a type so that its name and the shape of its fields are kept. */
export const connectionType = <const Name extends string, Schema extends z.ZodObject>(
  type: ConnectionType<Name, Schema>,
): ConnectionType<Name, Schema> => type;
