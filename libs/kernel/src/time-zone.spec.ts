import { isTimeZone } from './time-zone.ts';

it.each(['UTC', 'Europe/Berlin', 'america/new_york', 'Etc/GMT+5', 'EST', 'EST5EDT'])(
  '%s is a time zone',
  (name) => {
    expect(isTimeZone(name)).toBe(true);
  },
);

it.each(['', 'Mars/Olympus', 'Berlin', 'Europe/Berlin ', 'JST', 'ist', 'BST'])(
  '"%s" is no time zone of the IANA database',
  (name) => {
    expect(isTimeZone(name)).toBe(false);
  },
);
