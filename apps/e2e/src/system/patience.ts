import { jest } from '@jest/globals';

// Whole systems start, work and stop in these tests.
jest.setTimeout(90_000);
