import { describe, expect, it } from '@jest/globals';
import { settingsOf, workspaceSettingsPatchSchema } from './workspace-settings.ts';

describe('the settings of a Workspace', () => {
  it('have their defaults where nothing was set', () => {
    expect(settingsOf({})).toMatchObject({
      timezone: 'UTC',
      retention_days: 15,
      retry: { max_attempts: 5, delays_seconds: [30, 76, 152, 308] },
      default_allowed_origins: ['*'],
      max_body_bytes: 10_485_760,
    });
  });

  it('fall back to a default where what was set is no longer accepted', () => {
    expect(settingsOf({ timezone: 'Mars/Olympus', retention_days: 3, gone: 1 })).toMatchObject({
      timezone: 'UTC',
      retention_days: 3,
    });
  });

  it('M2: put batches in chronological order, and tell nobody of endpoints, unless they say otherwise', () => {
    const endpoint_notice_emails = ['ops@shop.example'];

    expect(settingsOf({})).toMatchObject({
      batch_order: 'chronological',
      endpoint_notice_emails: null,
    });
    expect(
      settingsOf({ batch_order: 'reverse_chronological', endpoint_notice_emails }),
    ).toMatchObject({ batch_order: 'reverse_chronological', endpoint_notice_emails });
    for (const wrong of [{ batch_order: 'random' }, { endpoint_notice_emails: ['nobody'] }]) {
      expect(workspaceSettingsPatchSchema.safeParse(wrong).success).toBe(false);
    }
  });

  it('take an origin in lower case', () => {
    const patch = workspaceSettingsPatchSchema.parse({
      default_allowed_origins: ['HTTPS://Shop.Example'],
    });

    expect(patch).toEqual({ default_allowed_origins: ['https://shop.example'] });
  });
});
