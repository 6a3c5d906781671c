import { printed } from '../testing/index.ts';

describe('img_url', () => {
  it.each([
    ['https://cdn.example/a.png', 'https://cdn.example/a_small.png'],
    ['https://cdn.example/v1.2/a.b.jpg?v=1.5', 'https://cdn.example/v1.2/a.b_small.jpg?v=1.5'],
    ['a.png#x.y', 'a_small.png#x.y'],
    ['https://cdn.example/a', 'https://cdn.example/a'],
    ['', ''],
  ])('makes of %s %s', (url, sized) => {
    expect(printed('{{ url | img_url }}', { url })).toBe(sized);
  });
});
