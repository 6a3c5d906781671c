export { performFetch, type Fetched } from './fetching/perform-fetch.ts';
export { noCounts, WebhookCountStore } from './counts/webhook-count.store.ts';
export type { WebhookCounts } from './counts/webhook-count.store.ts';
export { WebhookCounter } from './counts/webhook-counter.ts';
export { dedupeRuleOf } from './dedupe/dedupe-rule.ts';
export type { DedupedDelivery, DedupeRule } from './dedupe/dedupe-rule.ts';
export { learnsUntilMs } from './handshakes/handshake-window.ts';
export { HandshakeStore } from './handshakes/handshake.store.ts';
export { takeEndingLeases } from './handshakes/lease-ends.ts';
export type { LastHandshake } from './handshakes/last-handshake.ts';
export { deliveriesIn } from './intake/batch.ts';
export { envelopeOfDelivery } from './intake/envelope-of-delivery.ts';
export { charsetOf, utf8 } from './intake/charset.ts';
export { bodyTooLarge, contentEncodingOf, unpack } from './intake/content-encoding.ts';
export type { ContentEncoding } from './intake/content-encoding.ts';
export { ContentTypes } from './intake/content-type.ts';
export type { ContentType } from './intake/content-type.ts';
export type { DataMode } from './intake/event-data.ts';
export { headerParametersOf, headerValueOf } from './intake/header-parameters.ts';
export { headersOf } from './intake/headers.ts';
export type { IntakeLimits } from './intake/intake-limits.ts';
export { IntakeProblem } from './intake/intake-problem.ts';
export type { IntakeProblemCode } from './intake/intake-problem.ts';
export { takeIn } from './intake/intake.ts';
export type { Intake, IntakeRequest } from './intake/intake.ts';
export { MultipartError, multipartPartsOf } from './intake/multipart-parts.ts';
export type { MultipartPart } from './intake/multipart-parts.ts';
export type { RequestBody } from './intake/request-body.ts';
export { queryStringOf } from './intake/request-query.ts';
export { AllowedOrigins, everyOrigin } from './origins/allowed-origins.ts';
export { allowedOriginsSchema } from './origins/allowed-origins.schema.ts';
export { canonicalOriginOf } from './origins/origin.ts';
export { noContent } from './providers/answer.ts';
export type { Answer } from './providers/answer.ts';
export { DeliveryBody } from './providers/delivery-body.ts';
export type { Greeted, Handshake, NotGreeted } from './providers/handshake.ts';
export { providerNamed } from './providers/index.ts';
export { unknownProvider } from './providers/unknown-provider.ts';
export { providerCatalogue } from './providers/provider-catalogue.ts';
export type { ShownProvider } from './providers/provider-catalogue.ts';
export { deliveryMethodsOf, methodsOf } from './providers/webhook-provider.ts';
export type {
  Accepted,
  HttpMethod,
  ReceivedRequest,
  RefusalReason,
  Refused,
  SignedRequest,
  Verdict,
  WebhookProvider,
} from './providers/webhook-provider.ts';
export { PermitStore } from './rates/permit.store.ts';
export type { PermitAsk, Permits } from './rates/permit.store.ts';
export { rateRulesOf } from './rates/rate-rule.ts';
export type { RateRule } from './rates/rate-rule.ts';
export { RejectionCounts } from './requests/rejection-counts.ts';
export type { Leave, Refusals } from './requests/rejection-counts.ts';
export {
  KEPT_A_MINUTE,
  KEPT_BODY_BYTES,
  KEPT_CAPTURED,
  KEPT_DAYS,
} from './requests/seen-request.ts';
export type { SeenRequest } from './requests/seen-request.ts';
export { shownBodyOf } from './requests/shown-body.ts';
export { WebhookRejectionCount } from './requests/webhook-rejection-count.entity.ts';
export { WebhookRequest } from './requests/webhook-request.entity.ts';
export { WebhookRequestStore } from './requests/webhook-request.store.ts';
export { curlOf } from './samples/curl.ts';
export { sampleEventOf } from './samples/sample-event.ts';
export type { SampleEvent } from './samples/sample-event.ts';
export { sampleRequestOf } from './samples/sample-request.ts';
export { Mask } from './verification/mask.ts';
export { sealedWebhookOptions, splitSettings } from './verification/sealed-options.ts';
export { Sender } from './verification/sender.ts';
export { strangerOf } from './verification/suffix-sender.ts';
export { verificationRecordOf } from './verification/verification-record.ts';
export { draftVerification } from './verification/verification-draft.ts';
export type { SettingFault } from './verification/verification-draft.ts';
export type { VerificationSettings } from './verification/verification-settings.ts';
export {
  secretRotationSchema,
  secretValueSchema,
  signatureFields,
} from './verification/verification.schema.ts';
export type { SecretRotation } from './verification/verification.schema.ts';
export { WebhookSecret } from './verification/webhook-secret.entity.ts';
export {
  contextOfSecret,
  sealedWebhookSecrets,
  WebhookSecretStore,
} from './verification/webhook-secret.store.ts';
export type { ShownSecret } from './verification/webhook-secret.store.ts';
export { WebhookRouteStore } from './webhook-route.store.ts';
export type { RoutesAt } from './webhook-route.store.ts';
export type { WebhookRoute } from './webhook-route.ts';
export { Webhook } from './webhook.entity.ts';
export { providerNameSchema, webhookCreateSchema, webhookPatchSchema } from './webhook.schema.ts';
export type { WebhookPatch, WebhookSettings } from './webhook.schema.ts';
export { WebhookStore } from './webhook.store.ts';
export { WebhookWriter } from './webhook.writer.ts';
export type { RotatedSecret, Written } from './webhook.writer.ts';
