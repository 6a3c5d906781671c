import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_IMPORTED_TASKS, readTaskDocuments } from './task-document.ts';

const faultsOf = (text: string) => {
  const outcome = readTaskDocuments(text);
  return outcome.ok ? [] : outcome.faults.map(({ path }) => path);
};

describe('a document of tasks', () => {
  it('is one task or an array, with nothing but a name', () => {
    expect(readTaskDocuments('{"name":"a"}')).toMatchObject({
      ok: true,
      documents: [{ prefix: '', fields: { name: 'a' }, enabled: true, warnings: [] }],
    });
    expect(readTaskDocuments('[{"name":"a"},{"name":"b"}]')).toMatchObject({
      documents: [{ prefix: '0.' }, { prefix: '1.' }],
    });
  });

  it('keeps unknown keys with their digits, and warns about them', () => {
    const outcome = readTaskDocuments('{"name":"a","author":1.0,"__proto__":{"x":1}}');

    expect(outcome.ok && outcome.documents[0]!.unknownKeys?.text).toBe(
      '{"author":1.0,"__proto__":{"x":1}}',
    );
    expect(outcome.ok && outcome.documents[0]!.warnings.map(({ path }) => path)).toEqual([
      'author',
      '__proto__',
    ]);
  });

  it('has no more tasks than an import may have', () => {
    const tasks = Array(MAX_IMPORTED_TASKS + 1).fill('{"name":"a"}');

    expect(readTaskDocuments(`[${tasks.slice(1).join()}]`).ok).toBe(true);
    expect(faultsOf(`[${tasks.join()}]`)).toEqual(['']);
  });

  it('may have null for what is not set', () => {
    const outcome = readTaskDocuments('{"name":"a","docs":null,"tags":null,"options":null}');

    expect(outcome.ok && outcome.documents[0]!.fields).toEqual({ name: 'a' });
  });

  it.each([
    ['1', ['']],
    ['[1]', ['0']],
    ['{}', ['name']],
    ['[{"name":"a"},{"name":7}]', ['1.name']],
    ['[{"name":"a","script":1,"options":[]}]', ['0.script', '0.options']],
    ['{"name":"a","path":"no"}', ['path']],
    ['{"name":"a","enabled":"yes"}', ['enabled']],
  ])('%s is refused at %j', (text, paths) => {
    expect(faultsOf(text)).toEqual(paths);
  });

  it('is read or refused, for any JSON', () => {
    const known = fc.constantFrom(
      'name',
      'script',
      'options',
      'path',
      'tags',
      '__proto__',
      'other',
    );
    const task = fc.array(fc.tuple(known, fc.json({ maxDepth: 2 })), { maxLength: 5 });
    fc.assert(
      fc.property(fc.oneof(fc.json(), task), (given) => {
        const members = (pairs: [string, string][]) =>
          pairs.map(([key, value]) => `"${key}":${value}`).join();
        const text = typeof given === 'string' ? given : `{"name":"a",${members(given)}}`;
        const outcome = readTaskDocuments(text.replace(/,}$/, '}'));
        if (!outcome.ok) expect(outcome.faults.length).toBeGreaterThan(0);
      }),
    );
  });
});
