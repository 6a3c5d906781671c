import type { Setting } from './setting.ts';
import { sections } from './sections/index.ts';

/** A setting as documents tell it. */
export interface SettingDescription {
  readonly section: string;
  readonly variable: string;
  readonly expects: string;
  /** `unset` where there is none. */
  readonly fallback: string;
  readonly about: string;
  readonly secret: boolean;
  readonly neededWhen?: string;
}

/** Every setting, as data: what docs/configuration.md and .env.example are generated from. */
export function describeSettings(): SettingDescription[] {
  return Object.values(sections).flatMap(({ title, settings }) =>
    Object.values<Setting<unknown>>(settings).map((setting) => ({
      section: title,
      variable: setting.variable,
      expects: setting.type.expects,
      fallback: setting.fallbackText ?? 'unset',
      about: setting.about,
      secret: setting.secret ?? false,
      ...(setting.neededWhen && { neededWhen: setting.neededWhen.text }),
    })),
  );
}
