import { computed } from '../setting.ts';
import type { Section } from '../setting.ts';
import { yesOrNo } from '../setting-types.ts';

/** Mail of Workspaces that have no server for it. */
export const mail = {
  title: 'Mail',
  settings: {
    outbox: computed<boolean>({
      variable: 'MAIL_OUTBOX',
      about:
        'Whether mails of a Workspace without a mail Connection are kept, to be seen with `GET outbox`. Otherwise its email actions fail with connection_missing.',
      type: yesOrNo,
      fallback: ({ app }) => app === 'standalone',
      fallbackText: 'true standalone, else false',
    }),
  },
} satisfies Section;
