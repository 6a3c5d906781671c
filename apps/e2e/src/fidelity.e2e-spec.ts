import { startHttpPeer, type HttpPeer } from '@millwright/testing';
import { Mill } from './client/mill.ts';
import { sharedSystem } from './system/shared-system.ts';
import { PEER_HOST, type System } from './system/system.ts';

describe('a payload is the same in the event, in the script and in the request of an action', () => {
  let system: System;
  let mill: Mill;
  let peer: HttpPeer;
  let path: string;

  beforeAll(async () => {
    system = await sharedSystem();
    mill = new Mill(system);
    peer = await startHttpPeer(() => 200, PEER_HOST);
    const topic = mill.topic();
    path = await mill.webhook(topic);
    const post = `{% action "http", method: "post", url: "${peer.url}", body: event.data %}`;
    await mill.task(topic, `{% log event.data %}${post}{% action "echo", event.data %}`);
  });
  afterAll(async () => {
    await peer?.close();
    await system?.stop();
  });

  it.each([
    ['digits of a number', '{"price":1.0,"small":0.10,"big":1e3}'],
    ['an integer of twenty digits', '{"id":12345678901234567890,"negative":-98765432109876543210}'],
    ['the order of keys, also of those that look like numbers', '{"b":1,"10":2,"2":3,"a":4}'],
    ['a NUL escape', '{"text":"a\\u0000b"}'],
    ['a lone surrogate', '{"text":"a\\ud800b"}'],
    ['keys with a meaning in JavaScript', '{"__proto__":{"x":1},"constructor":null}'],
  ])('%s', async (_name, text) => {
    const before = peer.requests.length;

    const event = await mill.finished(await mill.postJson(path, text));

    const { text: shown } = await mill.api.send('GET', `/events/${event.id}`);
    // In the event itself, in the log, in the echo's options and result, in the options of the HTTP action.
    expect(shown.split(text).length - 1).toBe(5);
    expect(peer.requests.slice(before).map(({ body }) => body.toString())).toEqual([text]);
    expect(event.status).toBe('succeeded');
  });
});
