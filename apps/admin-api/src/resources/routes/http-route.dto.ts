import { routeMethods, routeModes, type HttpRoute, type RouteAuth } from '@millwright/job';
import { z } from 'zod';
import { idSchema, timeSchema } from '../../http/schemas.ts';

const isSet = z.boolean().meta({ description: 'It is kept, and never shown.' });

const authAnswer = z.discriminatedUnion('type', [
  z.object({ type: z.literal('none') }),
  z.object({ type: z.literal('token') }),
  z.object({ type: z.literal('api_key'), header: z.string(), key_set: isSet }),
  z.object({ type: z.literal('basic'), username: z.string(), password_set: isSet }),
  z.object({
    type: z.literal('signature'),
    provider: z.string(),
    public_url: z.string().nullable(),
    tolerance_seconds: z.number().nullable(),
    config: z.record(z.string(), z.unknown()),
    secret_set: isSet,
  }),
]);

/** An HTTP route in answers. */
export const httpRouteAnswer = z
  .object({
    id: idSchema,
    url: z.string(),
    name: z.string(),
    method: z.enum(routeMethods),
    path: z.string(),
    task_id: idSchema,
    mode: z.enum(routeModes),
    auth: authAnswer,
    allowed_origins: z.array(z.string()),
    request_mode: z.boolean().nullable(),
    enabled: z.boolean(),
    created_at: timeSchema,
    updated_at: timeSchema,
  })
  .meta({ id: 'HttpRoute' });

/** Routes of a Workspace as they are shown, each with its URL. */
export const showHttpRoute =
  (publicUrl: string, { slug }: { slug: string }) =>
  (route: HttpRoute) => ({
    id: route.id,
    url: `${publicUrl}/r/${slug}/${route.path}`,
    name: route.name,
    method: route.method,
    path: route.path,
    task_id: route.taskId,
    mode: route.mode,
    auth: showAuth(route.auth, route.sealed !== null),
    allowed_origins: route.allowedOrigins,
    request_mode: route.requestMode,
    enabled: route.enabled,
    created_at: route.createdAt,
    updated_at: route.updatedAt,
  });

/** Of a secret, only whether there is one. */
function showAuth(auth: RouteAuth, isKept: boolean): z.input<typeof authAnswer> {
  switch (auth.type) {
    case 'none':
    case 'token':
      return auth;
    case 'api_key':
      return { ...auth, key_set: isKept };
    case 'basic':
      return { ...auth, password_set: isKept };
    case 'signature':
      return { ...auth, secret_set: isKept };
  }
}
