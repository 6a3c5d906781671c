export {
  EndpointTests,
  type EndpointTest,
  type EndpointTestTools,
  type TestAnswer,
  type TestOutcome,
} from './endpoint-tests.ts';
export { latestDataOf, nextTopicSeen } from './seen-events.ts';
export { TestSamples } from './test-samples.ts';
export { unsavedEndpoint } from './unsaved-endpoint.ts';
