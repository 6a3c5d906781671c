import { RejectionCounts, WebhookRequestStore } from '@millwright/webhook';
import type { Provider } from '@nestjs/common';
import { HandshakeAnswers } from './handshakes/handshake-answers.ts';
import { LastHandshakes } from './handshakes/last-handshakes.ts';
import { LearntSecrets } from './handshakes/learnt-secrets.ts';
import { RequestRecorder } from './inspector/request-recorder.ts';
import { IntakeAnswers } from './intake-answers.ts';
import { FetchedKeys } from './keys/fetched-keys.ts';
import { ProviderFetches } from './keys/provider-fetches.ts';
import { LastUses } from './last-uses.ts';
import { Inspector } from './ports/inspector.ts';
import { Rates } from './ports/rates.ts';
import { SenderKeys } from './ports/sender-keys.ts';
import { RateLimits } from './rates/rate-limits.ts';
import { AddressStep } from './steps/address.step.ts';
import { BodyStep } from './steps/body.step.ts';
import { ContentStep } from './steps/content.step.ts';
import { HandshakeStep } from './steps/handshake.step.ts';
import { IntakeSteps } from './steps/intake-steps.ts';
import { KeepStep } from './steps/keep.step.ts';
import { MethodStep } from './steps/method.step.ts';
import { OriginStep } from './steps/origin.step.ts';
import { ParseStep } from './steps/parse.step.ts';
import { RateStep } from './steps/rate.step.ts';
import { VerificationStep } from './steps/verification.step.ts';
import { VerifiedHandshakeStep } from './steps/verified-handshake.step.ts';
import { WebhookIntake } from './webhook-intake.ts';
import { WebhookRoutes } from './webhook-routes.ts';

/** The intake of webhooks: its steps, what they share, and what stands behind its ports. */
export const webhookProviders: Provider[] = [
  { provide: Inspector, useClass: RequestRecorder },
  { provide: Rates, useClass: RateLimits },
  { provide: SenderKeys, useClass: FetchedKeys },
  ProviderFetches,
  MethodStep,
  OriginStep,
  AddressStep,
  RateStep,
  ContentStep,
  BodyStep,
  HandshakeStep,
  VerificationStep,
  VerifiedHandshakeStep,
  ParseStep,
  KeepStep,
  IntakeSteps,
  HandshakeAnswers,
  IntakeAnswers,
  LastHandshakes,
  LastUses,
  LearntSecrets,
  RejectionCounts,
  WebhookIntake,
  WebhookRequestStore,
  WebhookRoutes,
];
