export * from './answer/index.ts';
export * from './browser/index.ts';
export * from './call/index.ts';
export * from './job-problem.ts';
export * from './json/index.ts';
export * from './problem-answer.ts';
export * from './store/index.ts';
export * from './stream/index.ts';
