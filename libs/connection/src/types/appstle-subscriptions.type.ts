import { z } from 'zod';
import { connectionType } from '../connection-type.ts';

/** Appstle Subscriptions, which sends events to us and takes none. */
export const appstleSubscriptions = connectionType({
  name: 'appstle_subscriptions',
  title: 'Appstle Subscriptions',
  fields: z.strictObject({}),
});
