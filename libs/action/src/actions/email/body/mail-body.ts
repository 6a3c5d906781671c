import { convert } from 'html-to-text';
import juice from 'juice';
import type { MailBody } from '../../../ports/mail-room.ts';

const HAS_STYLES = /<style[\s>]/i;

/**
 * The body of a mail from its HTML. What has no style rules stays as it was written, to the letter. Nothing is fetched:
 * of juice only this one function is used, which knows of no addresses.
 */
export function mailBodyOf(source: string): MailBody {
  const html = HAS_STYLES.test(source) ? juice(source) : source;
  return { html, text: textIn(html) };
}

const textIn = (html: string): string =>
  convert(html, {
    wordwrap: false,
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
        selector,
        options: { uppercase: false },
      })),
    ],
  });
