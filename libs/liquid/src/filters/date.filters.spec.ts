import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { LiveHeap } from '../limits/live-heap.ts';
import { defaultRenderLimits } from '../limits/render-limits.ts';
import { RunMeter } from '../limits/run-meter.ts';
import { printedBy } from '../testing/index.ts';
import { momentOfPattern } from '../values/strptime.ts';

// Wednesday 2024-08-14 in New York, already the 15th in Tokyo.
const nowMs = Date.parse('2024-08-14T22:30:15.250Z');
const rendered = (template: string, timezone = 'America/New_York'): string =>
  printedBy(template, { context: { shop: { timezone } }, nowMs });

describe('the date filter', () => {
  it.each([
    ['{{ "2024-08-15 13:45:30" | date }}', '2024-08-15T13:45:30-04:00'],
    ['{{ "2024-08-15 13:45:30" | date: tz: "UTC" }}', '2024-08-15T17:45:30Z'],
    ['{{ "2024-08-15T13:45:30Z" | date: "%F %T %:z" }}', '2024-08-15 09:45:30 -04:00'],
    ['{{ "2024-08-15 13:45:30" | date: "%F %R %Z", tz: "Asia/Tokyo" }}', '2024-08-16 02:45 JST'],
    ['{{ 1700000000 | date: "%Y-%m-%dT%H:%M%z" }}', '2023-11-14T17:13-0500'],
    ['{{ "2024-08-15 13:45:30" | date: "%s" }}', '1723743930'],
    [
      '{{ "2024-03-05 14:07:09" | date: "%-d %^b %e|%k|%-I %P %j %D" }}',
      '5 MAR  5|14|2 pm 065 03/05/24',
    ],
    ['{{ "2024-08-15" | date: "%F", beginning_of_quarter: true }}', '2024-07-01'],
    ['{{ "2024-08-15" | date: "%F %T", end_of_month: true }}', '2024-08-31 23:59:59'],
    ['{{ "2024-08-15" | date: "%a %F", beginning_of_week: "monday" }}', 'Mon 2024-08-12'],
    ['{{ "2024-08-15" | date: "%a %F", end_of_week: "sunday" }}', 'Sat 2024-08-17'],
    ['{{ "2024-08-15 08:00" | date: middle_of_day: true }}', '2024-08-15T12:00:00-04:00'],
    ['{{ "2022-12-31" | date: "%F", advance: "1 year 2 months" }}', '2024-02-29'],
    ['{{ "2024-11-02 12:00" | date: advance: "1 day" }}', '2024-11-03T12:00:00-05:00'],
    ['{{ "2024-11-02 12:00" | date: advance: "24 hours" }}', '2024-11-03T11:00:00-05:00'],
    ['{{ "2024-03-31" | date: "%F", advance: "-1 month" }}', '2024-02-29'],
    ['{{ "soon" | date: "%F" }}', 'soon'],
    ['{{ "now" | date: "%Y" | size }}', '4'],
    ['{{ 0 | date: "%F" }}', '1969-12-31'],
    ['{{ "2024-02-30" | date: "%F" }}', '2024-02-30'],
  ])('does as the reference says: %s prints %s', (template, output) => {
    expect(rendered(template)).toBe(output);
  });

  it.each([
    ['2024-08-15', '2024-08-15T00:00:00-04:00'],
    ['2024-08', '2024-08-01T00:00:00-04:00'],
    ['2024-228', '2024-08-15T00:00:00-04:00'],
    ['2024-W33-4', '2024-08-15T00:00:00-04:00'],
    ['2024-08-15T13:45', '2024-08-15T13:45:00-04:00'],
    ['2024-08-15t13:45:30.5z', '2024-08-15T09:45:30-04:00'],
    ['2024-08-15 13:45:30 +0200', '2024-08-15T07:45:30-04:00'],
    ['2024-08-15T13:45:30+02', '2024-08-15T07:45:30-04:00'],
    ['2024-08-15 13:45:30 UTC', '2024-08-15T09:45:30-04:00'],
    ['2024-08-15 13:45:30 PST', '2024-08-15T17:45:30-04:00'],
    ['2024-08-15 24:00', '2024-08-16T00:00:00-04:00'],
    ['20240815', '2024-08-15T00:00:00-04:00'],
    ['19991231', '1999-12-31T00:00:00-05:00'],
    ['20241315', '1970-08-23T02:35:15-04:00'],
    ['12345678', '1970-05-23T17:21:18-04:00'],
    ['20240815T134530Z', '2024-08-15T09:45:30-04:00'],
    ['2024/08/15 1:02', '2024-08-15T01:02:00-04:00'],
    ['15/08/2024', '2024-08-15T00:00:00-04:00'],
    ['Thu, 15 Aug 2024 13:45:30 +0000', '2024-08-15T09:45:30-04:00'],
    ['15 Aug 2024 13:45 EDT', '2024-08-15T13:45:00-04:00'],
    ['Thu, 15 Aug 2024 10:45:30 -0700 (PDT)', '2024-08-15T13:45:30-04:00'],
    ['October 10', '2024-10-10T00:00:00-04:00'],
    ['10 october', '2024-10-10T00:00:00-04:00'],
    ['Oct 10 2025 3pm', '2025-10-10T15:00:00-04:00'],
    ['Oct. 10th, 2025 12:30 am', '2025-10-10T00:30:00-04:00'],
    ['10-Oct-2025', '2025-10-10T00:00:00-04:00'],
    ['Oct 2025', '2025-10-01T00:00:00-04:00'],
    ['13:45', '2024-08-14T13:45:00-04:00'],
    ['13:45:30', '2024-08-14T13:45:30-04:00'],
    [' now ', '2024-08-14T18:30:15-04:00'],
    ['Today', '2024-08-14T18:30:15-04:00'],
    ['1700000000', '2023-11-14T17:13:20-05:00'],
    ['now + 5 days', '2024-08-19T18:30:15-04:00'],
    ['now - 2 weeks', '2024-07-31T18:30:15-04:00'],
    ['now+1 month', '2024-09-14T18:30:15-04:00'],
    ['NOW -1 year', '2023-08-14T18:30:15-04:00'],
  ])('reads %s', (text, output) => {
    expect(rendered(`{{ "${text}" | date }}`)).toBe(output);
  });

  it.each([
    '',
    'soon',
    'October',
    'now or never',
    '2024-13-01',
    '2023-02-29',
    '31/04/2024',
    '2024-367',
    '2023-366',
    '2024-W54-1',
    '2024-08-15 25:00',
    '2024-08-15 12:60',
    '2024-08-15 24:01',
    '2024-08-15 13pm',
    '2024-08-15 +99:00',
    '2024-08-15 +23:60',
    'today + 1 day',
    '15 Aug 2024 (noon',
    '2024-8-15',
    '2024-08-15 13:45 somewhere',
    'Oct 10 10 2025',
    'Oct 10 13:45Z EST',
    'Feb 30 2024',
    '99999999999999999999',
    '-5',
    '1e3',
  ])('leaves %p as it is', (text) => {
    expect(rendered(`{{ "${text}" | date: "%F" }}`)).toBe(text);
  });

  it.each([
    ['Z', '13'],
    ['UTC', '13'],
    ['GMT', '13'],
    ['EST', '18'],
    ['EDT', '17'],
    ['CST', '19'],
    ['CDT', '18'],
    ['MST', '20'],
    ['MDT', '19'],
    ['PST', '21'],
    ['PDT', '20'],
    ['+05:30', '08'],
    ['-0130', '15'],
  ])('knows how far %s is from UTC', (offset, hour) => {
    expect(rendered(`{{ "2024-08-15 13:30 ${offset}" | date: "%H", tz: "UTC" }}`)).toBe(hour);
  });

  it('takes an integer for seconds, whatever date its digits could be', () => {
    expect(rendered('{{ 20240815 | date: "%F" }}{{ -5 | date: " %s" }}')).toBe('1970-08-23 -5');
  });

  it('leaves what is no text and no integer as it is', () => {
    expect(rendered('{{ 1.5 | date: "%F" }}')).toBe('1.5');
    expect(rendered('{{ true | date: "%F" }}')).toBe('true');
    expect(rendered('{{ nothing | date: "%F" | json }}')).toBe('null');
    expect(rendered('{{ 99999999999999999999 | date }}')).toBe('99999999999999999999');
  });

  it('moves a time that the clock skips forward, and takes the first of a repeated one', () => {
    expect(rendered('{{ "2024-03-10 02:30" | date }}')).toBe('2024-03-10T03:30:00-04:00');
    expect(rendered('{{ "2024-11-03 01:30" | date }}')).toBe('2024-11-03T01:30:00-04:00');
  });

  it('begins a day where its first hour is skipped', () => {
    const template = '{{ "2018-11-04 12:00" | date: beginning_of_day: true }}';

    expect(rendered(template, 'America/Sao_Paulo')).toBe('2018-11-04T01:00:00-02:00');
  });

  it.each([
    ['beginning_of_year: true', '2024-01-01 00:00:00.000000000'],
    ['end_of_year: true', '2024-12-31 23:59:59.999999999'],
    ['beginning_of_quarter: true', '2024-07-01 00:00:00.000000000'],
    ['end_of_quarter: true', '2024-09-30 23:59:59.999999999'],
    ['beginning_of_month: true', '2024-08-01 00:00:00.000000000'],
    ['end_of_month: true', '2024-08-31 23:59:59.999999999'],
    ['beginning_of_week: "sunday"', '2024-08-25 00:00:00.000000000'],
    ['beginning_of_week: "Thu"', '2024-08-29 00:00:00.000000000'],
    ['end_of_week: "monday"', '2024-09-01 23:59:59.999999999'],
    ['beginning_of_day: true', '2024-08-31 00:00:00.000000000'],
    ['middle_of_day: true', '2024-08-31 12:00:00.000000000'],
    ['end_of_day: true', '2024-08-31 23:59:59.999999999'],
    ['end_of_day: false', '2024-08-31 08:09:10.123456789'],
    ['advance: "1 day, +1 hour -2 minutes 3 seconds"', '2024-09-01 09:07:13.123456789'],
    ['advance: "-1 Week 1 month"', '2024-09-24 08:09:10.123456789'],
    ['advance: "1 month 1 month"', '2024-10-30 08:09:10.123456789'],
    ['advance: ""', '2024-08-31 08:09:10.123456789'],
    ['end_of_month: true, advance: "1 month"', '2024-09-30 23:59:59.999999999'],
    ['beginning_of_year: true, beginning_of_week: "monday"', '2024-01-01 00:00:00.000000000'],
    ['end_of_year: true, beginning_of_month: true', '2024-12-01 00:00:00.000000000'],
    ['end_of_day: true, beginning_of_week: "monday"', '2024-08-26 23:59:59.999999999'],
    ['advance: "1 hour", end_of_day: true', '2024-09-01 00:59:59.999999999'],
  ])('takes %s in the order of the reference', (options, output) => {
    const template = `{{ "2024-08-31T08:09:10.123456789" | date: "%F %T.%N", ${options} }}`;

    expect(rendered(template)).toBe(output);
  });

  it('takes its steps in the zone of tz', () => {
    const template =
      '{{ "2024-08-15T02:00:00Z" | date: beginning_of_day: true, tz: "Asia/Tokyo" }}';

    expect(rendered(template)).toBe('2024-08-15T00:00:00+09:00');
    expect(rendered('{{ "2024-08-15 12:00" | date: tz: "Europe/London" }}')).toBe(
      '2024-08-15T17:00:00+01:00',
    );
  });

  it.each([
    ['{{ "now" | date: tz: "Mars/Olympus" }}', 'unknown time zone "Mars/Olympus"'],
    ['{{ "now" | date: tz: "+05:00" }}', 'unknown time zone'],
    ['{{ "now" | date: advance: "1 parsec" }}', 'cannot advance by "1 parsec"'],
    ['{{ "now" | date: advance: "soon" }}', 'cannot advance by "soon"'],
    ['{{ "now" | date: advance: "1.5 hours" }}', 'cannot advance by'],
    ['{{ "now + 1 day + 1 hour" | date }}', 'exactly one calculation'],
    ['{{ "now + 1 parsec" | date }}', 'cannot advance by'],
    ['{{ "now" | date: beginning_of_week: true }}', 'the first day of the week'],
    ['{{ "now" | date: advance: "999999999 years" }}', 'beyond the years'],
    ['{{ "now" | date: beginning_of_century: true }}', 'unknown option "beginning_of_century"'],
  ])('refuses %s', (template, message) => {
    const output = rendered(template);

    expect(output.startsWith('error: ')).toBe(true);
    expect(output).toContain(message);
  });

  it('reads the zone of the Workspace where a script has a shop of its own', () => {
    const template = '{% for shop in (1..1) %}{{ 0 | date: "%H" }}{% endfor %}';

    expect(rendered(template)).toBe('19');
  });

  it.each([
    ['%Y %C %y %m %B %b %h %j %d %e', '2024 20 24 03 March Mar Mar 065 05  5'],
    ['%H %k %I %l %M %S %L %N %3N %6N %9N', '04  4 04  4 07 09 123 123456789 123 123456 123456789'],
    ['%P %p %z %:z %::z %Z', 'am AM -0500 -05:00 -05:00:00 EST'],
    ['%A %a %u %w %G %g %V %U %W %s', 'Tuesday Tue 2 2 2024 24 10 09 10 1709629629'],
    ['%n|%t|%%', '\n|\t|%'],
    ['%c|%D|%F|%v', 'Tue Mar  5 04:07:09 2024|03/05/24|2024-03-05| 5-MAR-2024'],
    ['%x|%X|%r|%R|%T', '03/05/24|04:07:09|04:07:09 AM|04:07|04:07:09'],
    ['%-m %-d %-H %-j %-I', '3 5 4 65 4'],
    ['%_m %_d %_j %0e %0k', ' 3  5  65 05 04'],
    ['%^a %^B %^Z %#p %#B %#Z', 'TUE MARCH EST am MARCH est'],
    [
      '%10A|%010A|%-10A|%6Y|%_6Y|%12N|%2L',
      '   Tuesday|000Tuesday|Tuesday|002024|  2024|123456789000|12',
    ],
    ['%10z|%_10z|%-z|%_z|%-:z|%10:z', '-000000500|      -500|-500| -500|-5:00|-000005:00'],
    ['%Q %+ %E %! %', '%Q %+ %E %! %'],
  ])('formats %s', (format, output) => {
    const template = `{{ "2024-03-05T04:07:09.123456789" | date: "${format}" }}`;

    expect(rendered(template)).toBe(output);
  });

  it.each([
    ['2024-08-15 12:30', '%I %l %p %P %H', '12 12 PM pm 12'],
    ['2024-08-15 00:30', '%I %l %p %P %k', '12 12 AM am  0'],
    ['2024-08-15 13:00', '%I %l %p', '01  1 PM'],
    ['2024-08-18', '%a %A %u %w', 'Sun Sunday 7 0'],
    ['2024-12-30', '%G %g %V %U %W', '2025 25 01 52 53'],
    ['2023-01-01', '%G %g %V %U %W %j', '2022 22 52 01 00 001'],
    ['2024-12-31', '%j', '366'],
    ['1999-10-05', '%C %y %-d %B', '19 99 5 October'],
    ['0007-01-04', '%Y %C %y %G %g %-Y', '0007 00 07 0007 07 7'],
  ])('formats %s by %s', (text, format, output) => {
    expect(rendered(`{{ "${text}" | date: "${format}" }}`)).toBe(output);
  });

  it('shows the offset of UTC as one ahead', () => {
    expect(rendered('{{ 0 | date: "%z %:z %::z %Z" }}', 'UTC')).toBe('+0000 +00:00 +00:00:00 UTC');
  });

  it('formats years before the first', () => {
    const template = '{{ -100000000000 | date: "%Y|%6Y|%_6Y|%C|%y|%F" }}';

    expect(rendered(template)).toBe('-1199|-01199| -1199|-12|01|-1199-02-15');
  });

  it.each([
    ['America/New_York', '2024-07-01', 'EDT'],
    ['Europe/Berlin', '2024-07-01', 'CEST'],
    ['Europe/London', '2024-01-01', 'GMT'],
    ['Asia/Kolkata', '2024-01-01', 'IST'],
    ['Australia/Sydney', '2024-01-01', 'AEDT'],
    ['America/Sao_Paulo', '2024-01-01', '-03'],
    ['Asia/Kathmandu', '2024-01-01', '+0545'],
    ['Europe/Moscow', '2005-07-01', 'MSD'],
    ['Europe/Moscow', '2012-07-01', 'MSK'],
    ['UTC', '2024-01-01', 'UTC'],
  ])('calls the clocks of %s on %s %s', (zone, day, name) => {
    expect(rendered(`{{ "${day}" | date: "%Z" }}`, zone)).toBe(name);
  });
});

describe('the parse_date filter', () => {
  it.each([
    ['31/12/2024 18:30', '%d/%m/%Y %H:%M', '2024-12-31T18:30:00-05:00'],
    ['2024-08-15T13:45:30+0200', '%FT%T%z', '2024-08-15T07:45:30-04:00'],
    ['2024-08-15 13:45 UTC', '%Y-%m-%d %R %Z', '2024-08-15T09:45:00-04:00'],
    ['Aug 2024', '%b %Y', '2024-08-01T00:00:00-04:00'],
    ['2024', '%Y', '2024-01-01T00:00:00-05:00'],
    ['march', '%B', '2024-03-01T00:00:00-05:00'],
    ['7', '%d', '2024-08-07T00:00:00-04:00'],
    ['13:45', '%H:%M', '2024-08-14T13:45:00-04:00'],
    ['3:05 PM', '%I:%M %p', '2024-08-14T15:05:00-04:00'],
    ['12:05 a.m.', '%I:%M %P', '2024-08-14T00:05:00-04:00'],
    ['20240815', '%Y%m%d', '2024-08-15T00:00:00-04:00'],
    ['99-01-02', '%y-%m-%d', '1999-01-02T00:00:00-05:00'],
    ['08/15/24', '%D', '2024-08-15T00:00:00-04:00'],
    ['228 2024', '%j %Y', '2024-08-15T00:00:00-04:00'],
    ['2024-W33-4', '%G-W%V-%u', '2024-08-15T00:00:00-04:00'],
    ['2024 32 4', '%Y %U %u', '2024-08-15T00:00:00-04:00'],
    ['2024 33 Thu', '%Y %W %a', '2024-08-15T00:00:00-04:00'],
    ['2024 32', '%Y %U', '2024-08-11T00:00:00-04:00'],
    ['33', '%W', '2024-08-12T00:00:00-04:00'],
    ['2023 00 0', '%Y %W %w', '2023-01-01T00:00:00-05:00'],
    ['2024-08-15 01', '%F %W', '2024-08-15T00:00:00-04:00'],
    ['2024-03-10 02:30', '%F %R', '2024-03-10T03:30:00-04:00'],
    ['2024-11-03 01:30', '%F %R', '2024-11-03T01:30:00-04:00'],
    ['Thursday, August 15', '%A, %B %d', '2024-08-15T00:00:00-04:00'],
    ['1700000000', '%s', '2023-11-14T17:13:20-05:00'],
    ['2024-08-15 and more', '%F', '2024-08-15T00:00:00-04:00'],
    ['2024-08-15    10', '%F %H', '2024-08-15T10:00:00-04:00'],
    ['100%', '%j%%', '2024-04-09T00:00:00-04:00'],
  ])('reads %s by %s', (text, format, output) => {
    expect(rendered(`{{ "${text}" | parse_date: "${format}" }}`)).toBe(output);
  });

  it.each([
    ['x', '%F'],
    ['', '%F'],
    ['2024-02-30', '%F'],
    ['275760-09-14', '%F'],
    ['366 2023', '%j %Y'],
    ['2024 00 7', '%Y %W %u'],
    ['2024 53 6', '%Y %U %w'],
    ['2024-13-01', '%F'],
    ['25:00', '%H:%M'],
    ['13:00 PM', '%I:%M %p'],
    ['2024/08/15', '%F'],
    ['2024', '%Q'],
    ['x', 'x'],
  ])('gives nil for %p by %s', (text, format) => {
    expect(rendered(`{{ "${text}" | parse_date: "${format}" | json }}`)).toBe('null');
  });

  it('counts a step for each character of a pattern, so that a long one can be stopped', () => {
    const meter = new RunMeter(defaultRenderLimits, new LiveHeap(), 0, () => 0);
    const text = 'x'.repeat(50_000);

    momentOfPattern(text, text, Temporal.Now.zonedDateTimeISO('UTC'), meter);

    expect(meter.steps).toBeGreaterThan(50_000);
  });

  it('gives nil for nil', () => {
    expect(rendered('{{ nothing | parse_date: "%F" | json }}')).toBe('null');
  });
});

describe('for any moment and zone', () => {
  const zones = [
    'UTC',
    'America/New_York',
    'Europe/London',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'America/Sao_Paulo',
    'Pacific/Apia',
  ];
  const anyMoment = fc.record({
    seconds: fc.integer({ min: 0, max: 4_000_000_000 }),
    zone: fc.constantFrom(...zones),
  });

  it('what date prints, it reads again as the same moment', () => {
    fc.assert(
      fc.property(anyMoment, fc.constantFrom(...zones), ({ seconds, zone }, other) => {
        const text = rendered(`{{ ${seconds} | date: tz: "${zone}" }}`, other);

        expect(rendered(`{{ "${text}" | date: "%s" }}`, other)).toBe(String(seconds));
        expect(rendered(`{{ "${text}" | parse_date: "%FT%T%z" | date: "%s" }}`, zone)).toBe(
          String(seconds),
        );
      }),
    );
  });

  it('a day advanced keeps the clock unless the clock skips that time, and hours keep their length', () => {
    fc.assert(
      fc.property(anyMoment, fc.integer({ min: -400, max: 400 }), ({ seconds, zone }, amount) => {
        const start = Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toZonedDateTimeISO(
          zone,
        );
        const days = rendered(`{{ ${seconds} | date: "%F %T", advance: "${amount} days" }}`, zone);
        const hours = rendered(`{{ ${seconds} | date: "%s", advance: "${amount} hours" }}`, zone);
        const wall = start.toPlainDateTime().add({ days: amount });

        expect(days).toBe(
          wall
            .toZonedDateTime(zone)
            .toPlainDateTime()
            .toString({ smallestUnit: 'second' })
            .replace('T', ' '),
        );
        expect(Number(hours)).toBe(seconds + amount * 3600);
      }),
    );
  });

  it('parse_date reads what date writes with the same format', () => {
    const formats = [
      '%Y-%m-%d %H:%M:%S',
      '%y%m%d%H%M%S',
      '%d/%m/%Y %I:%M:%S %p',
      '%l:%M:%S %P on %e %B %Y',
      '%j %Y %T',
      '%G-W%V-%u %T',
      '%Y %U %w %T',
      '%Y %W %a %T',
      '%A, %b %d %Y %X',
      '%c',
      '%D %r',
      '%v %T',
      '%FT%T.%N%:z',
      '%s',
    ];
    const anySecond = fc.integer({ min: 0, max: 3_000_000_000 });

    fc.assert(
      fc.property(anySecond, fc.constantFrom(...formats), (moment, format) => {
        const template = `{% assign text = ${moment} | date: "${format}" %}{{ text | parse_date: "${format}" | date: "%s" }}`;

        expect(rendered(template, 'UTC')).toBe(String(moment));
      }),
    );
  });

  it('no format and no text breaks the formatter or the reader of patterns', () => {
    const codes = [...'YCymBbhjdeHkIlMSLNPpzZAauwGgVUWsntcDFvxXrRTQ+E%:-0_^#3 9x/'];
    const anyFormat = fc
      .array(fc.constantFrom('%', '%', '%', ...codes), { maxLength: 12 })
      .map((parts) => parts.join(''));

    fc.assert(
      fc.property(anyFormat, fc.string(), fc.integer(), (format, text, moment) => {
        const context = { format, text, moment, shop: { timezone: 'Europe/London' } };
        const formatted = printedBy('{{ moment | date: format }}', { context });
        const read = printedBy('{{ text | parse_date: format }}', { context });

        expect(formatted.startsWith('error: ')).toBe(false);
        expect(read).toMatch(/^$|^-?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[+-]\d\d:\d\d)$/);
      }),
    );
  });

  it('no text breaks the reader', () => {
    const word = fc.constantFrom(
      'now',
      '+',
      '-',
      '2024',
      'Oct',
      '10',
      '3pm',
      'T',
      ':',
      '/',
      'Z',
      'UTC',
      '08',
      'W33',
      'days',
      ' ',
      ',',
    );

    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const text = rendered(`{{ "${words.join('')}" | date }}`);

        expect(text.startsWith('error: ') ? /calculation|advance|beyond/.test(text) : true).toBe(
          true,
        );
      }),
    );
  });
});
