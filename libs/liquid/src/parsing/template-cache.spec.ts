import { TemplateCache } from './template-cache.ts';

describe('the cache of parsed scripts', () => {
  it('parses a script once', () => {
    const cache = new TemplateCache(1_000_000);

    expect(cache.templatesOf('k', 'a')).toBe(cache.templatesOf('k', 'a'));
  });

  it('does not render another script than it was given, whatever the key', () => {
    const cache = new TemplateCache(1_000_000);
    const first = cache.templatesOf('k', 'a');

    expect(cache.templatesOf('k', 'b')).not.toBe(first);
    expect(cache.size).toBe(1);
  });

  it('drops the longest unused when it is full', () => {
    const cache = new TemplateCache(10_000);
    const first = cache.templatesOf('1', 'a');
    cache.templatesOf('2', 'a');
    cache.templatesOf('1', 'a');
    cache.templatesOf('3', 'a');

    expect(cache.size).toBe(2);
    expect(cache.templatesOf('1', 'a')).toBe(first);
  });

  it('keeps nothing larger than itself', () => {
    const cache = new TemplateCache(5_000);

    cache.templatesOf('1', 'x'.repeat(1_000));

    expect(cache.size).toBe(0);
  });
});
