import { computed } from '../setting.ts';
import type { Section } from '../setting.ts';
import { addressRange, listOf } from '../setting-types.ts';
import type { SettingType } from '../setting-types.ts';

const HOST_NAME =
  /^(?=.{1,253}$)(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/i;

/** An address, a range, or a host name; a name of digits and dots alone is a mistyped address. */
const reachable: SettingType<string> = {
  expects: 'an address, a CIDR or a host name',
  read(text, reader) {
    const isName = HOST_NAME.test(text) && !/^[\d.]+$/.test(text);
    return isName ? text : addressRange.read(text, reader);
  },
};

/** What outside calls may reach. */
export const net = {
  title: 'Outside calls',
  settings: {
    netAllow: computed<readonly string[]>({
      variable: 'NET_ALLOW',
      about: 'CIDRs and hosts that outside calls may reach although they are private.',
      type: listOf(
        reachable,
        'CIDRs, addresses or host names, comma-separated, like 10.0.0.0/8,fd00::/8,crm.internal',
      ),
      fallback: () => [],
      fallbackText: 'none',
    }),
  },
} satisfies Section;
