import { hasControls } from '@millwright/kernel';
import { asObject, asText, below } from '../../options/readers.ts';
import type { Read } from '../../options/option.ts';

const NAME = /^[!-9;-~]{1,76}$/;
const OURS = /^(?:from|to|cc|bcc|subject|date|message-id|mime-version|content-.*)$/i;

/** An object: name → text. What other options are for, and what says how the mail is built, is refused. */
export const asMailHeaders: Read<Map<string, string>> = (value, refuse) =>
  new Map(
    [...asObject(value, refuse)].map(([name, given]) => {
      const at = below(refuse, name);
      if (!NAME.test(name)) return at('is not a valid header name');
      if (OURS.test(name)) return at('is set by the mail itself: use the option for it, if any');
      const text = asText(given, at);
      if (hasControls(text)) return at('must not contain line breaks or control characters');
      return [name, text];
    }),
  );
