import { renderTextInThisThread } from '../testing/index.ts';

const LINES = [
  '{"id":"gid://x/Product/1","price":1.50}',
  '{"id":"gid://x/Variant/1","__parentId":"gid://x/Product/1"}',
  '{"id":"gid://x/Image/1","__parentId":"gid://x/Variant/1"}',
  '{"id":"gid://x/Product/2"}',
  '',
].join('\n');

/** Prints a script that was made to respond to the end of a bulk operation. */
function printedWith(template: string, operation: object, lines = LINES) {
  const asked: string[] = [];
  const shop = {
    query: () => '{}',
    objectsAt: (url: string) => {
      asked.push(url);
      return lines;
    },
  };
  const context = JSON.stringify({
    event: { topic: 'mechanic/shopify/bulk_operation', data: operation },
    bulkOperation: operation,
  });
  const outcome = renderTextInThisThread(template, { context, shop });
  return { text: outcome.ok ? outcome.text : outcome.error.message, asked };
}

const completed = {
  id: 'gid://x/BulkOperation/1',
  status: 'COMPLETED',
  url: 'https://f.example/1',
};

describe('bulkOperation', () => {
  it('has what Shopify says of it, and fetches nothing for that', () => {
    const template =
      '{{ bulkOperation.status }} {{ bulkOperation["id"] }} {{ bulkOperation | json }}';

    expect(printedWith(template, completed)).toEqual({
      text: `COMPLETED gid://x/BulkOperation/1 ${JSON.stringify(completed)}`,
      asked: [],
    });
  });

  it('fetches its objects once, when they are asked for', () => {
    const template =
      '{% for o in bulkOperation.objects %}{{ o.id | split: "/" | last }},{% endfor %}' +
      '{{ bulkOperation.objects.size }} {{ bulkOperation.objects[0] | json }}';

    expect(printedWith(template, completed)).toEqual({
      text: '1,1,1,2,4 {"id":"gid://x/Product/1","price":1.50}',
      asked: ['https://f.example/1'],
    });
  });

  it('gives objects their parents', () => {
    const template =
      '{% for o in bulkOperation.objects %}{{ o.__parent.id | default: "-" }} {% endfor %}' +
      '{{ bulkOperation.objects[2].__parent.__parent.price }}';

    expect(printedWith(template, completed).text).toBe(
      '- gid://x/Product/1 gid://x/Variant/1 - 1.5',
    );
  });

  it('has no objects where there is no file', () => {
    const failed = { ...completed, status: 'FAILED', url: null };

    expect(printedWith('{{ bulkOperation.objects.size }}', failed)).toEqual({
      text: '0',
      asked: [],
    });
  });

  it('fails the run by what is no line of JSON objects', () => {
    expect(printedWith('{{ bulkOperation.objects }}', completed, '[1]').text).toBe(
      'a line of the bulk operation is no JSON object',
    );
    expect(printedWith('{{ bulkOperation.objects }}', completed, '{"a":').text).toContain('line 1');
  });

  it('is plain data in other events', () => {
    const context = '{"event":{"topic":"user/a/b","data":{}},"bulkOperation":{"url":"x"}}';

    expect(renderTextInThisThread('{{ bulkOperation.objects }}', { context })).toEqual({
      ok: true,
      text: '',
    });
  });
});
