import { allowedOriginsSchema } from '@millwright/webhook';
import { z } from 'zod';
import { routeAuthSchema } from './route-auth.schema.ts';
import { routePatternOf } from './route-pattern.ts';

/** The methods that a route can have. HEAD never starts a run, OPTIONS is answered by itself. */
export const routeMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** How a route answers: with the result, with the job's id, or as a stream. */
export const routeModes = ['sync', 'async', 'stream'] as const;

export type RouteMethod = (typeof routeMethods)[number];
export type RouteMode = (typeof routeModes)[number];

const path = z
  .string()
  .superRefine((text, context) => {
    const pattern = routePatternOf(text);
    if (typeof pattern === 'string') context.addIssue({ code: 'custom', message: pattern });
  })
  .meta({
    description:
      'What follows /r/<workspace>/: at most 20 segments, of which some may be parameters: orders/:id.',
  });

const name = z.string().trim().min(1).max(255);

const fields = {
  name,
  method: z.enum(routeMethods),
  path,
  task_id: z.guid().toLowerCase(),
  mode: z.enum(routeModes),
  auth: routeAuthSchema,
  allowed_origins: allowedOriginsSchema.meta({
    description: 'Browser origins that may call; none: no page of another origin.',
  }),
  enabled: z.boolean(),
  request_mode: z.boolean().nullable().meta({
    description:
      'Whether the task gets the whole request, {kind: "http", body, raw_string, headers, query, params, route, method}, in place of args; null: as the task says.',
  }),
};

/** What a route is created from. Unless it says otherwise, callers need a token. */
export const httpRouteCreateSchema = z.strictObject({
  ...fields,
  mode: fields.mode.default('sync'),
  auth: fields.auth.default({ type: 'token' }),
  allowed_origins: fields.allowed_origins.default([]),
  enabled: fields.enabled.default(true),
  request_mode: fields.request_mode.default(null),
});

/** What of a route can be changed; what is left out stays. */
export const httpRoutePatchSchema = z.strictObject(fields).partial();

export type HttpRouteSettings = z.output<typeof httpRouteCreateSchema>;
export type HttpRoutePatch = z.output<typeof httpRoutePatchSchema>;
