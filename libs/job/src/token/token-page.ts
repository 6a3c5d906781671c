import { JobProblem } from '../job-problem.ts';

const DEFAULT_SIZE = 30;
const LARGEST_SIZE = 100;
const WHOLE = /^\d{1,9}$/;

/** The part of a list that `page` (from 1) and `per_page` (30, at most 100) ask for. @throws JobProblem */
export function tokenPageOf(query: URLSearchParams): { limit: number; offset: number } {
  const limit = Math.min(positiveOf(query, 'per_page', DEFAULT_SIZE), LARGEST_SIZE);
  return { limit, offset: (positiveOf(query, 'page', 1) - 1) * limit };
}

function positiveOf(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const number = WHOLE.test(text) ? Number(text) : 0;
  if (number > 0) return number;
  throw new JobProblem('invalid_query', `${name} is a whole number from 1`);
}
