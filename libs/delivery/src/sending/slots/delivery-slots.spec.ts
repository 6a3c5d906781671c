import { DeliverySlots, type DeliverySlot } from './delivery-slots.ts';

let nowMs = 0;
const slotsOf = (total: number, perHost = 100): DeliverySlots =>
  new DeliverySlots({ total, perHost }, () => nowMs);
const taken = (slots: DeliverySlots, endpointId: string, count: number): DeliverySlot[] =>
  Array.from({ length: count }, () => slots.take(endpointId, `${endpointId}.example:443`));

describe('the slots of a runner', () => {
  it('are as many as they are, for whoever comes', () => {
    const slots = slotsOf(4);
    taken(slots, 'a', 3);

    expect(slots.room('b', 'b.example:443', 10)).toBe(1);
    expect(slots.room('b', 'b.example:443', 0)).toBe(0);
  });

  it('are no more for one host than its share, whatever the endpoint', () => {
    const slots = slotsOf(1_000);
    for (let count = 0; count < 100; count += 1) slots.take(`e${count % 10}`, 'same.example:443');

    expect(slots.room('new', 'same.example:443', 10)).toBe(0);
    expect(slots.room('new', 'other.example:443', 10)).toBe(10);
  });

  it('are one half at the most for all that hang: the others find the rest free', () => {
    const slots = slotsOf(100);
    taken(slots, 'slow', 30);
    taken(slots, 'slower', 15);
    nowMs += 2_001;

    expect(slots.room('slow', 'slow.example:443', 50)).toBe(5);
    expect(slots.room('quick', 'quick.example:443', 100)).toBe(55);
    taken(slots, 'slow', 5);
    expect(slots.room('slower', 'slower.example:443', 50)).toBe(0);
  });

  it('remember who was slow until it is not', () => {
    const slots = slotsOf(10);
    const [first, second] = taken(slots, 'e', 2);
    nowMs += 2_001;
    slots.give(first!);
    slots.give(second!, { unused: true });
    expect(slots.room('e', 'e.example:443', 10)).toBe(5);

    slots.give(taken(slots, 'e', 1)[0]!);

    expect(slots.room('e', 'e.example:443', 10)).toBe(10);
    expect(slots.inUse).toBe(0);
  });

  it('are given back once', () => {
    const slots = slotsOf(2);
    const [slot] = taken(slots, 'a', 1);

    slots.give(slot!);
    slots.give(slot!);

    expect(slots.free).toBe(2);
  });
});
