import { providerCatalogue } from '@millwright/webhook';
import { z } from 'zod';

const providerAnswer = z
  .object({
    id: z.string(),
    name: z.string(),
    alias_of: z.string().nullable(),
    documentation: z.string().nullable(),
    methods: z.array(z.string()),
    signature: z.string().meta({ description: 'How requests are signed.' }),
    signature_headers: z.array(z.string()),
    handshake: z.string().nullable().meta({ description: 'Which handshakes are answered.' }),
    tolerance_seconds: z.number().nullable(),
    needs_public_url: z.boolean(),
    signs_body: z.boolean(),
    has_handshake: z.boolean(),
    learns_secret: z.boolean(),
    makes_secret: z.boolean(),
    notice: z.string().nullable(),
    sample: z
      .object({
        headers: z.record(z.string(), z.string()).optional(),
        body: z.string(),
        event: z.string().nullable(),
        delivery_id: z.string().nullable(),
      })
      .meta({ description: 'A delivery of this sender, and what it would be known by.' }),
    config_schema: z
      .record(z.string(), z.unknown())
      .meta({ description: 'JSON Schema of `verification.config`.' }),
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
  })
  .meta({ id: 'Provider' });

/** The catalogue, on one page. */
export const cataloguePage = z.object({ data: z.array(providerAnswer), next_cursor: z.null() });

/** What of the catalogue is answered: all of it. */
export const showCatalogue = () => ({ data: providerCatalogue(), next_cursor: null });
