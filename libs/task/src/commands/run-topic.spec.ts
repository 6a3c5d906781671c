import { RawJson } from '@millwright/kernel';
import { runTopicOf } from './run-topic.ts';

const [TEXT, FORM, TRIGGER] = ['text', 'form', 'trigger'].map((kind) => `mechanic/user/${kind}`);

describe('the topic of a run by hand', () => {
  it.each([
    // [data, subscriptions, topic]
    ['"a"', [TEXT, FORM, TRIGGER], TEXT],
    [' {"a":1}', [TEXT, FORM, TRIGGER], FORM],
    ['"a"', [FORM], TRIGGER],
    ['{}', [TEXT], TRIGGER],
    ['null', [TEXT, FORM], TRIGGER],
    ['[1]', [TEXT, FORM], TRIGGER],
    ['1', [], TRIGGER],
    ['"a"', [`${TEXT}+1.hour`], TEXT],
  ])('with the data %s for subscriptions to %j is %s', (data, subscriptions, topic) => {
    expect(runTopicOf(subscriptions as string[], new RawJson(data))).toBe(topic);
  });
});
