import { parseJson } from '@millwright/kernel';
import { cacheOptions } from './cache.options.ts';

const commandOf = (text: string): unknown => {
  const reading = cacheOptions.read(parseJson(text));
  return reading.ok ? reading.options.command : reading.faults;
};

it.each([
  ['["set","k",{"a":1.0}]', { name: 'set', key: 'k', value: '{"a":1.0}' }],
  ['["setex","k",60,null]', { name: 'setex', key: 'k', ttl: 60, value: 'null' }],
  ['["setex","k","60",1]', { name: 'setex', key: 'k', ttl: 60, value: '1' }],
  ['["setnx","k",1]', { name: 'setnx', key: 'k', value: '1' }],
  ['["del","k"]', { name: 'del', key: 'k' }],
  ['["incr","k"]', { name: 'incr', key: 'k' }],
  ['["incrby","k","5"]', { name: 'incrby', key: 'k', amount: 5 }],
  ['["decrby","k",5.0]', { name: 'decrby', key: 'k', amount: 5 }],
  ['{"set":{"key":"k","value":null,"ttl":"5"}}', { name: 'set', key: 'k', value: 'null', ttl: 5 }],
  ['{"decr":{"key":"k","ttl":9}}', { name: 'decr', key: 'k', ttl: 9 }],
  ['{"del":{"key":"k","ttl":9}}', { name: 'del', key: 'k' }],
  ['{"incrby":{"key":"k","increment":-2}}', { name: 'incrby', key: 'k', amount: -2 }],
])('reads %s', (text, command) => {
  expect(commandOf(text)).toEqual(command);
});

it.each([
  [
    '{"incrby":{"key":"a b","increment":0.5,"ttl":0}}',
    ['options.incrby.key', 'options.incrby.ttl', 'options.incrby.increment'],
  ],
  ['["setex","k",0,1]', ['options[2]']],
  ['["setex","k",60]', ['options']],
  ['["set","k",1,60]', ['options']],
  ['["set","k"]', ['options']],
  ['["toString","k"]', ['options[0]']],
  ['{"set":{"key":"k"}}', ['options.set.value']],
  ['{"del":{"key":"k","ttl":0}}', ['options.del.ttl']],
  ['{"setex":{"key":"k","value":1}}', ['options.setex.ttl']],
  ['{"set":{"key":7,"value":1}}', ['options.set.key']],
  ['{"decrby":{"key":"k","increment":1}}', ['options.decrby.decrement']],
])('refuses %s', (text, paths) => {
  expect((commandOf(text) as { path: string }[]).map(({ path }) => path)).toEqual(paths);
});

it('takes a TTL with every command in the object form, without a warning', () => {
  const names = ['set', 'setex', 'setnx', 'del', 'incr', 'decr', 'incrby', 'decrby'];

  for (const name of names) {
    const all = { key: 'k', value: 1, increment: 1, decrement: 1, ttl: 5 };
    const reading = cacheOptions.read(parseJson(JSON.stringify({ [name]: all })));

    expect(reading).toMatchObject({ ok: true });
    expect(reading.ok && reading.warnings.filter((warning) => warning.includes('ttl'))).toEqual([]);
  }
});
