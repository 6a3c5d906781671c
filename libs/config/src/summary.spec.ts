import { describeSettings } from './describe-settings.ts';
import { loadConfig } from './load-config.ts';
import { summaryOf } from './summary.ts';

const env = {
  DATABASE_URL: 'postgres://mill:hunter2@db:5432/mill?sslpassword=hunter2',
  AMQP_URL: 'amqps://mill:hunter2@rabbit/v',
  ADMIN_TOKEN: 'hunter2'.repeat(4),
  FILES_STORAGE: 's3',
  FILES_S3_ENDPOINT: 'https://s3.example',
  FILES_S3_BUCKET: 'mill',
  FILES_S3_ACCESS_KEY_ID: 'hunter2',
  FILES_S3_SECRET_ACCESS_KEY: 'hunter2',
};

describe('the summary', () => {
  it('has every setting and nothing else', () => {
    const variables = describeSettings().map(({ variable }) => variable);

    expect(Object.keys(summaryOf(loadConfig(env))).sort()).toEqual(variables.sort());
  });

  it('tells of secrets only whether they are set, and of URLs no credentials', () => {
    const summary = summaryOf(loadConfig(env));

    expect(JSON.stringify(summary)).not.toContain('hunter2');
    expect(summary).toMatchObject({
      DATABASE_URL: 'postgres://db:5432/mill',
      AMQP_URL: 'amqps://rabbit/v',
      ADMIN_TOKEN: 'set',
      MILLWRIGHT_SECRET_KEY: 'unset',
      FILES_S3_ENDPOINT: 'https://s3.example/',
      FILES_S3_SECRET_ACCESS_KEY: 'set',
    });
  });
});

describe('the description of settings', () => {
  it('says of each what it is about, what is expected and what holds without it', () => {
    for (const setting of describeSettings()) {
      expect(setting.about).toMatch(/\.$/);
      expect(setting.expects).not.toBe('');
      expect(setting.fallback).not.toBe('');
    }
  });

  it('says when a setting is needed', () => {
    const token = describeSettings().find(({ variable }) => variable === 'ADMIN_TOKEN');

    expect(token).toMatchObject({ secret: true, fallback: 'unset', neededWhen: 'in admin-api' });
  });
});
