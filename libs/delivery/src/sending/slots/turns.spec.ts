import { Turns } from './turns.ts';

describe('the turns of endpoints', () => {
  it('go round: whoever is named again comes behind the others, and once', () => {
    const turns = new Turns();
    for (const id of ['a', 'b', 'c', 'a']) turns.add(id);

    expect(turns.take(2)).toEqual(['a', 'b']);
    turns.add('a');
    turns.done(['a', 'b']);

    expect(turns.take(5)).toEqual(['c', 'a']);
  });

  it('never ask one endpoint twice at a time', () => {
    const turns = new Turns();
    turns.add('a');
    turns.take(1);
    turns.add('a');

    expect(turns.take(1)).toEqual([]);
    turns.done(['a']);
    expect(turns.take(1)).toEqual(['a']);
  });

  it('pass over who has no room until a place is free', () => {
    const turns = new Turns();
    turns.add('a');
    turns.take(1);
    turns.hold('a');
    turns.done(['a']);
    turns.add('a');
    expect(turns.take(1)).toEqual([]);

    turns.release();

    expect(turns.take(1)).toEqual(['a']);
  });
});
