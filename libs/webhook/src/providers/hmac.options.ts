import { z } from 'zod';
import { bodyPathOf } from './body-path.ts';
import { headerName } from './header-name.ts';
import { templateOf } from './signed-template.ts';

const path = z.string().transform((text, context) => {
  const steps = bodyPathOf(text);
  if (steps !== undefined) return steps;
  context.issues.push({
    code: 'custom',
    input: text,
    message: 'a path such as events[0].id is expected',
  });
  return z.NEVER;
});

const template = z
  .string()
  .max(1_000)
  .transform((text, context) => {
    const parsed = templateOf(text);
    if (typeof parsed !== 'string') return parsed;
    context.issues.push({ code: 'custom', input: text, message: parsed });
    return z.NEVER;
  });

const about = (description: string) => ({ description });

/** The options of the generic provider, checked when saved; loaded, its template and paths are parsed. */
export const hmacConfig = z
  .strictObject({
    header: headerName.meta(about("The signature's header.")),
    algorithm: z
      .enum(['sha1', 'sha256', 'sha384', 'sha512'])
      .default('sha256')
      .meta(about('The hash under the HMAC.')),
    encoding: z
      .enum(['hex', 'base64', 'base64url'])
      .default('hex')
      .meta(about('How the signature is written.')),
    prefix: z
      .string()
      .max(100)
      .default('')
      .meta(about('Text that leads each signature and is cut off.')),
    list_separator: z
      .enum([',', ';', ' '])
      .optional()
      .meta(about('The header is a list of name=value with this between them.')),
    signature_field: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .meta(about('The name in that list whose values are signatures.')),
    template: template
      .prefault('{body}')
      .meta(
        about(
          'The signed text, of {body} {timestamp} {url} {path} {query} {method} {id} {header:Name}.',
        ),
      ),
    timestamp_header: headerName.optional().meta(about('The header that holds the signed time.')),
    timestamp_field: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .meta(about('The name in the list that holds the signed time.')),
    timestamp_unit: z
      .enum(['s', 'ms', 'iso'])
      .default('s')
      .meta(about('The unit of the signed time.')),
    tolerance_seconds: z
      .int()
      .min(0)
      .max(86_400)
      .default(300)
      .meta(about('How far the signed time may be off; 0: as far as it likes.')),
    secret_encoding: z
      .enum(['utf8', 'hex', 'base64'])
      .default('utf8')
      .meta(about("How a secret stands for the key's bytes.")),
    id_header: headerName.optional().meta(about("The header with the sender's id of a delivery.")),
    id_path: path.optional().meta(about('The path to that id in the body.')),
    hint_header: headerName.optional().meta(about('The header with the kind of event.')),
    hint_path: path.optional().meta(about('The path to the kind of event in the body.')),
  })
  .superRefine((config, context) => {
    const fault = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message });
    const isList = config.list_separator !== undefined;
    if (isList !== (config.signature_field !== undefined)) {
      fault(
        isList ? 'signature_field' : 'list_separator',
        'list_separator and signature_field go together',
      );
    }
    if (config.timestamp_field !== undefined && !isList) {
      fault('timestamp_field', 'a field needs list_separator and signature_field');
    }
    if (config.timestamp_field !== undefined && config.timestamp_header !== undefined) {
      fault('timestamp_field', 'the time is in a header or in a field, not both');
    }
    const signs = (name: string): boolean => config.template.some((part) => part.is === name);
    const { timestamp_header: timeHeader, timestamp_field: timeField } = config;
    const signsHeader = (name: string | undefined): boolean =>
      config.template.some((part) => part.is === 'header' && part.name === name);
    const hasTime = timeHeader !== undefined || timeField !== undefined;
    if (signs('timestamp') && !hasTime) {
      fault('timestamp_header', 'the template signs a {timestamp}: say where it is');
    }
    if (hasTime && !signs('timestamp') && !signsHeader(timeHeader)) {
      fault('template', 'it must hold {timestamp}: a time that nobody signed proves nothing');
    }
    if (signs('id') && config.id_header === undefined) {
      fault('id_header', 'the template signs an {id}: say which header has it');
    }
  });

/** The options as the provider works with them. */
export type HmacConfig = z.output<typeof hmacConfig>;
