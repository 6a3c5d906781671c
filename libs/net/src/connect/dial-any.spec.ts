import { familiesInTurn } from './dial-any.ts';

it('takes the two families in turn, beginning with the first answer’s', () => {
  expect(familiesInTurn(['::1', '::2', '::3', '1.1.1.1'])).toEqual([
    '::1',
    '1.1.1.1',
    '::2',
    '::3',
  ]);
  expect(familiesInTurn(['1.1.1.1', '::1', '::2'])).toEqual(['1.1.1.1', '::1', '::2']);
  expect(familiesInTurn([])).toEqual([]);
});
