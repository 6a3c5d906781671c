import { printed } from '../testing/index.ts';

describe.each(['handleize', 'handle'])('%s', (filter) => {
  it.each([
    ['Snow_Shoe  100%', 'snow_shoe-100'],
    ['--a--b--', 'a-b'],
    ['!?', ''],
    ['', ''],
    ['ÀÉÎÕÜ ç Ñ ž Ş ő', 'aeiou-c-n-z-s-o'],
    ['Straße Ærø Þór łódź', 'strasse-aero-thor-lodz'],
    ['IJssel İstanbul', 'ijssel-istanbul'],
    ['Йод はし हिन्दी', 'йод-はし-हिन्दी'],
    ['a😀b', 'a-b'],
    ['１２', '１２'],
  ])('makes of %s %s', (text, handle) => {
    expect(printed(`{{ text | ${filter} }}`, { text })).toBe(handle.normalize('NFC'));
  });

  it('takes nil and numbers', () => {
    expect(printed(`[{{ missing | ${filter} }}|{{ 1.5 | ${filter} }}]`)).toBe('[|1-5]');
  });
});
