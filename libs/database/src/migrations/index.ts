import { CreateTheMainTables1795132800000 } from './1795132800000-create-the-main-tables.ts';
import { WatchTheWeeksOfHistory1795272577000 } from './1795272577000-watch-the-weeks-of-history.ts';
import { AddTheSecretsOfWebhooks1795273200000 } from './1795273200000-add-the-secrets-of-webhooks.ts';
import { IndexWhatListsAskFor1795273623000 } from './1795273623000-index-what-lists-ask-for.ts';
import { KeyWorkById1795279000000 } from './1795279000000-key-work-by-id.ts';
import { AddEventFiltersGlobalsAndSecrets1795293000000 } from './1795293000000-add-event-filters-globals-and-secrets.ts';
import { OrderRunsAndKeepTicks1795294200000 } from './1795294200000-order-runs-and-keep-ticks.ts';
import { DropUnusedLanes1795300800000 } from './1795300800000-drop-unused-lanes.ts';
import { KeepTheFactsOfJobs1795305000000 } from './1795305000000-keep-the-facts-of-jobs.ts';
import { AddHttpRoutes1795310000000 } from './1795310000000-add-http-routes.ts';
import { TellOfTokensThatEnd1795311000000 } from './1795311000000-tell-of-tokens-that-end.ts';
import { KeepTheAnswersOfBatches1795312000000 } from './1795312000000-keep-the-answers-of-batches.ts';
import { AddOutgoingWebhooks1795330000000 } from './1795330000000-add-outgoing-webhooks.ts';
import { FindDueEventsByWorkspace1795331000000 } from './1795331000000-find-due-events-by-workspace.ts';
import { AddRulesOfWebhooks1795420000000 } from './1795420000000-add-rules-of-webhooks.ts';
import { KeepTheRequestsOfWebhooks1795421000000 } from './1795421000000-keep-the-requests-of-webhooks.ts';
import { ShowLearntSecretsOnce1795421100000 } from './1795421100000-show-learnt-secrets-once.ts';
import { KeepWhatHandshakesTell1795424000000 } from './1795424000000-keep-what-handshakes-tell.ts';
import { TellOfLeasesThatEnd1795424100000 } from './1795424100000-tell-of-leases-that-end.ts';
import { AllowWebhooksByAddress1795425000000 } from './1795425000000-allow-webhooks-by-address.ts';
import { SealTheOptionsOfWebhooks1795426000000 } from './1795426000000-seal-the-options-of-webhooks.ts';
import { TellOfLeasesDaily1795427000000 } from './1795427000000-tell-of-leases-daily.ts';
import { AddConnections1795500000000 } from './1795500000000-add-connections.ts';
import { KeepFilesForAWhile1795501000000 } from './1795501000000-keep-files-for-a-while.ts';
import { AddMail1795502000000 } from './1795502000000-add-mail.ts';
import { KeepTheProgressOfActions1795503000000 } from './1795503000000-keep-the-progress-of-actions.ts';
import { WatchBulkOperations1795504000000 } from './1795504000000-watch-bulk-operations.ts';

/** Every migration, oldest first. Merged ones are never edited: a change is a new one at the end. */
export const migrations = [
  CreateTheMainTables1795132800000,
  WatchTheWeeksOfHistory1795272577000,
  AddTheSecretsOfWebhooks1795273200000,
  IndexWhatListsAskFor1795273623000,
  KeyWorkById1795279000000,
  AddEventFiltersGlobalsAndSecrets1795293000000,
  OrderRunsAndKeepTicks1795294200000,
  DropUnusedLanes1795300800000,
  KeepTheFactsOfJobs1795305000000,
  AddHttpRoutes1795310000000,
  TellOfTokensThatEnd1795311000000,
  KeepTheAnswersOfBatches1795312000000,
  AddOutgoingWebhooks1795330000000,
  FindDueEventsByWorkspace1795331000000,
  AddRulesOfWebhooks1795420000000,
  KeepTheRequestsOfWebhooks1795421000000,
  ShowLearntSecretsOnce1795421100000,
  KeepWhatHandshakesTell1795424000000,
  TellOfLeasesThatEnd1795424100000,
  AllowWebhooksByAddress1795425000000,
  SealTheOptionsOfWebhooks1795426000000,
  TellOfLeasesDaily1795427000000,
  AddConnections1795500000000,
  KeepFilesForAWhile1795501000000,
  AddMail1795502000000,
  KeepTheProgressOfActions1795503000000,
  WatchBulkOperations1795504000000,
] as const;
