import type { ActionContext } from '../../action.ts';
import { ActionError } from '../../action.errors.ts';
import type { FileSource } from '../../files/generated-file.ts';
import { mimeTypeOf } from '../../files/mime-type.ts';
import type { Attachment } from './compose-mail.ts';

const MAX_BYTES = 25_000_000;

/** Makes all files of a mail. @throws ActionError size_limit, and what making them throws */
export async function madeAttachments(
  sources: ReadonlyMap<string, FileSource>,
  context: ActionContext,
): Promise<Attachment[]> {
  const attachments: Attachment[] = [];
  let total = 0;
  for (const [name, make] of sources) {
    const file = await make(name, context);
    total += file.bytes.length;
    if (total > MAX_BYTES) {
      const message = `the attachments have more than ${MAX_BYTES} bytes together: ${name} is one too many`;
      throw new ActionError('size_limit', message);
    }
    attachments.push({ name, bytes: file.bytes, contentType: mimeTypeOf(name, file) });
  }
  return attachments;
}
