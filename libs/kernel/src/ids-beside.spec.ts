import { newId } from './id.ts';
import { idsBeside } from './ids-beside.ts';

describe('the ids beside an id', () => {
  it('bound all of the same millisecond', () => {
    const id = newId();
    const [lowest, highest] = idsBeside(id);
    expect(lowest < id && id < highest).toBe(true);
    expect(lowest.slice(0, 13)).toBe(highest.slice(0, 13));
  });
});
