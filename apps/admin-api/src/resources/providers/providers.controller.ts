import { Get } from '@nestjs/common';
import { Operation } from '../../http/operation.ts';
import { CatalogueResource, WorkspaceResource } from '../../http/resource-controller.ts';
import { cataloguePage, showCatalogue } from './provider.dto.ts';

const summary = 'List the providers, the senders of webhooks that are known';

/** The senders of webhooks that are known. */
@WorkspaceResource('providers')
export class ProvidersController {
  @Get()
  @Operation({ summary, answer: cataloguePage })
  list() {
    return showCatalogue();
  }
}

/** The same for whoever has any token: it is the same everywhere. */
@CatalogueResource('providers')
export class ProviderCatalogueController {
  @Get()
  @Operation({ summary: `${summary}, with any token`, answer: cataloguePage })
  list() {
    return showCatalogue();
  }
}
