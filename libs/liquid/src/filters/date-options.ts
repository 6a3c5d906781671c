import { calendarSteps, daySteps, weekSteps } from '../values/date-time-steps.ts';

/** What `date` takes by name. */
export const dateOptions: readonly string[] = [
  'tz',
  ...Object.keys(calendarSteps),
  ...Object.keys(weekSteps),
  ...Object.keys(daySteps),
  'advance',
];
